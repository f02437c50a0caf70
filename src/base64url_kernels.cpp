// Base64url characters go in, bytes come out, 16 to 64 characters at a time, with the vector instructions of the
// processor that the program runs on. Nothing is refused here: what a kernel does not take, the table looks at.
//
// All kernels work alike. A character's class (letter, digit, `-`, `_`) gives the difference between it and its value;
// a character without a class ends the work. Worth 0.2 µs a token of 700 characters.
#include "src/base64url_kernels.hpp"

#include <array>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#elif defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>
#endif

namespace jwtauth::inline v0 {
namespace {

#if defined(__x86_64__) && defined(__GNUC__)

#define JWTAUTH_SSSE3 __attribute__((target("ssse3")))
#define JWTAUTH_AVX2 __attribute__((target("avx2")))

// --- 16 characters to 12 bytes

/// All ones where first <= character <= last. Signed, so that bytes from 0x80 on are below everything.
JWTAUTH_SSSE3 inline __m128i isBetween(__m128i characters, char first, char last) noexcept {
  return _mm_and_si128(_mm_cmpgt_epi8(characters, _mm_set1_epi8(static_cast<char>(first - 1))),
                       _mm_cmpgt_epi8(_mm_set1_epi8(static_cast<char>(last + 1)), characters));
}

JWTAUTH_SSSE3 inline __m128i differenceIn(__m128i theClass, int value, char character) noexcept {
  return _mm_and_si128(theClass, _mm_set1_epi8(static_cast<char>(value - character)));
}

JWTAUTH_SSSE3 std::size_t decodeBySsse3(const unsigned char* text, std::size_t size, unsigned char* output) noexcept {
  constexpr std::size_t block = 16, blockWithRoomForAStore = 24;
  std::size_t taken = 0;
  for (; size - taken >= blockWithRoomForAStore; taken += block, output += block / 4 * 3) {
    const __m128i characters = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + taken));
    const __m128i upper = isBetween(characters, 'A', 'Z');
    const __m128i lower = isBetween(characters, 'a', 'z');
    const __m128i digit = isBetween(characters, '0', '9');
    const __m128i minus = _mm_cmpeq_epi8(characters, _mm_set1_epi8('-'));
    const __m128i underscore = _mm_cmpeq_epi8(characters, _mm_set1_epi8('_'));
    const __m128i known =
        _mm_or_si128(_mm_or_si128(upper, lower), _mm_or_si128(digit, _mm_or_si128(minus, underscore)));
    if (_mm_movemask_epi8(known) != 0xffff) break;
    const __m128i letters = _mm_or_si128(differenceIn(upper, 0, 'A'), differenceIn(lower, 26, 'a'));
    const __m128i others = _mm_or_si128(differenceIn(digit, 52, '0'),
                                        _mm_or_si128(differenceIn(minus, 62, '-'), differenceIn(underscore, 63, '_')));
    const __m128i values = _mm_add_epi8(characters, _mm_or_si128(letters, others));
    // Four values of 6 bits to one of 24: first in pairs, then the pairs; the bytes are then put in their order.
    const __m128i pairs = _mm_maddubs_epi16(values, _mm_set1_epi32(0x01400140));
    const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00011000));
    const __m128i order = _mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(output), _mm_shuffle_epi8(fours, order));
  }
  return taken;
}

// --- 32 characters to 24 bytes

JWTAUTH_AVX2 inline __m256i isBetween(__m256i characters, char first, char last) noexcept {
  return _mm256_and_si256(_mm256_cmpgt_epi8(characters, _mm256_set1_epi8(static_cast<char>(first - 1))),
                          _mm256_cmpgt_epi8(_mm256_set1_epi8(static_cast<char>(last + 1)), characters));
}

JWTAUTH_AVX2 inline __m256i differenceIn(__m256i theClass, int value, char character) noexcept {
  return _mm256_and_si256(theClass, _mm256_set1_epi8(static_cast<char>(value - character)));
}

JWTAUTH_AVX2 std::size_t decodeByAvx2(const unsigned char* text, std::size_t size, unsigned char* output) noexcept {
  constexpr std::size_t block = 32, blockWithRoomForAStore = 44;
  std::size_t taken = 0;
  for (; size - taken >= blockWithRoomForAStore; taken += block, output += block / 4 * 3) {
    const __m256i characters = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + taken));
    const __m256i upper = isBetween(characters, 'A', 'Z');
    const __m256i lower = isBetween(characters, 'a', 'z');
    const __m256i digit = isBetween(characters, '0', '9');
    const __m256i minus = _mm256_cmpeq_epi8(characters, _mm256_set1_epi8('-'));
    const __m256i underscore = _mm256_cmpeq_epi8(characters, _mm256_set1_epi8('_'));
    const __m256i known =
        _mm256_or_si256(_mm256_or_si256(upper, lower), _mm256_or_si256(digit, _mm256_or_si256(minus, underscore)));
    if (_mm256_movemask_epi8(known) != -1) break;
    const __m256i letters = _mm256_or_si256(differenceIn(upper, 0, 'A'), differenceIn(lower, 26, 'a'));
    const __m256i others = _mm256_or_si256(
        differenceIn(digit, 52, '0'), _mm256_or_si256(differenceIn(minus, 62, '-'), differenceIn(underscore, 63, '_')));
    const __m256i values = _mm256_add_epi8(characters, _mm256_or_si256(letters, others));
    const __m256i pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi32(0x01400140));
    const __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
    const __m256i order = _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1,  //
                                           2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
    const __m256i halves = _mm256_shuffle_epi8(fours, order);
    const __m256i joined = _mm256_permutevar8x32_epi32(halves, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(output), joined);
  }
  return taken + decodeBySsse3(text + taken, size - taken, output);
}

#undef JWTAUTH_SSSE3
#undef JWTAUTH_AVX2

constexpr std::array kernels = {Base64UrlKernel{"AVX2", decodeByAvx2}, Base64UrlKernel{"SSSE3", decodeBySsse3}};

/// Every processor with AVX2 has SSSE3.
std::size_t missingKernels() noexcept {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") ? 0 : __builtin_cpu_supports("ssse3") ? 1 : 2;
}

#elif defined(__aarch64__) && defined(__ARM_NEON)

// --- 64 characters to 48 bytes

inline uint8x16_t isBetween(uint8x16_t characters, char first, char last) noexcept {
  return vandq_u8(vcgeq_u8(characters, vdupq_n_u8(static_cast<unsigned char>(first))),
                  vcleq_u8(characters, vdupq_n_u8(static_cast<unsigned char>(last))));
}

inline uint8x16_t differenceIn(uint8x16_t theClass, int value, char character) noexcept {
  return vandq_u8(theClass, vdupq_n_u8(static_cast<unsigned char>(value - character)));
}

struct Decoded {
  uint8x16_t values, known;
};

inline Decoded valuesOf(uint8x16_t characters) noexcept {
  const uint8x16_t upper = isBetween(characters, 'A', 'Z');
  const uint8x16_t lower = isBetween(characters, 'a', 'z');
  const uint8x16_t digit = isBetween(characters, '0', '9');
  const uint8x16_t minus = vceqq_u8(characters, vdupq_n_u8('-'));
  const uint8x16_t underscore = vceqq_u8(characters, vdupq_n_u8('_'));
  const uint8x16_t letters = vorrq_u8(differenceIn(upper, 0, 'A'), differenceIn(lower, 26, 'a'));
  const uint8x16_t others =
      vorrq_u8(differenceIn(digit, 52, '0'), vorrq_u8(differenceIn(minus, 62, '-'), differenceIn(underscore, 63, '_')));
  return {vaddq_u8(characters, vorrq_u8(letters, others)),
          vorrq_u8(vorrq_u8(upper, lower), vorrq_u8(digit, vorrq_u8(minus, underscore)))};
}

std::size_t decodeByNeon(const unsigned char* text, std::size_t size, unsigned char* output) noexcept {
  constexpr std::size_t block = 64;
  std::size_t taken = 0;
  for (; size - taken >= block; taken += block, output += block / 4 * 3) {
    // Every fourth character to a register of its own; three are woven together again when stored.
    const uint8x16x4_t characters = vld4q_u8(text + taken);
    const Decoded a = valuesOf(characters.val[0]), b = valuesOf(characters.val[1]);
    const Decoded c = valuesOf(characters.val[2]), d = valuesOf(characters.val[3]);
    if (vminvq_u8(vandq_u8(vandq_u8(a.known, b.known), vandq_u8(c.known, d.known))) != 0xff) break;
    uint8x16x3_t bytes;
    bytes.val[0] = vorrq_u8(vshlq_n_u8(a.values, 2), vshrq_n_u8(b.values, 4));
    bytes.val[1] = vorrq_u8(vshlq_n_u8(b.values, 4), vshrq_n_u8(c.values, 2));
    bytes.val[2] = vorrq_u8(vshlq_n_u8(c.values, 6), d.values);
    vst3q_u8(output, bytes);
  }
  return taken;
}

constexpr std::array kernels = {Base64UrlKernel{"NEON", decodeByNeon}};

std::size_t missingKernels() noexcept {
  return 0;
}

#else

constexpr std::array<Base64UrlKernel, 0> kernels;

std::size_t missingKernels() noexcept {
  return 0;
}

#endif

}  // namespace

std::span<const Base64UrlKernel> usableBase64UrlKernels() noexcept {
  static const std::size_t missing = missingKernels();
  return std::span(kernels).subspan(missing);
}

}  // namespace jwtauth::inline v0
