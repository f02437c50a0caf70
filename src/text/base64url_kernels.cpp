// Base64url characters go in, bytes come out, 16 to 64 characters at a time, with the vector instructions of the
// processor that the program runs on. Nothing is refused here: the table decodes what a kernel does not take.
//
// All kernels work alike. The two halves of a character look up whether it is one of the alphabet, and the difference
// between it and its value; a character that is not in the alphabet ends the work. Worth 0.25 µs a token of 700
// characters.
#include "src/text/base64url_kernels.hpp"

#include <array>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#elif defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>
#endif

namespace jwtauth::inline v0 {
namespace {

constexpr bool isInAlphabet(int character) noexcept {
  return base64UrlAlphabet.find(static_cast<char>(character)) != std::string_view::npos;
}

using Table = std::array<unsigned char, 16>;

/// By a character's upper half: a bit for the set of lower halves that it goes with.
constexpr Table setOfUpper = {32, 32, 1, 2, 4, 8, 4, 16, 32, 32, 32, 32, 32, 32, 32, 32};

/// By a character's lower half: the bits of all sets that it is not in.
constexpr Table setsWithoutLower = [] {
  Table sets{};
  for (int lower = 0; lower < 16; ++lower) {
    for (int upper = 0; upper < 16; ++upper) {
      if (!isInAlphabet(upper << 4 | lower))
        sets[static_cast<unsigned>(lower)] |= setOfUpper[static_cast<unsigned>(upper)];
    }
  }
  return sets;
}();

/// By a character's upper half: what is added to it for its value. Only the underscore differs from others of its upper
/// half; it has an entry of its own.
constexpr unsigned char underscoresPlace = 8;
constexpr Table differences = [] {
  const auto difference = [](char character) {
    return static_cast<unsigned char>(base64UrlAlphabet.find(character) - static_cast<unsigned char>(character));
  };
  Table table{};
  for (const char character : {'-', '0', 'A', 'Z', 'a', 'z'})
    table[static_cast<unsigned>(character) >> 4] = difference(character);
  table['_' >> 4 | underscoresPlace] = difference('_');
  return table;
}();

#if defined(__x86_64__) && defined(__GNUC__)

#define JWTAUTH_SSSE3 __attribute__((target("ssse3")))
#define JWTAUTH_AVX2 __attribute__((target("avx2")))

// --- 16 characters to 12 bytes

JWTAUTH_SSSE3 inline __m128i load(const unsigned char* bytes) noexcept {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
}

JWTAUTH_SSSE3 std::size_t decodeBySsse3(const unsigned char* text, std::size_t size, unsigned char* output) noexcept {
  constexpr std::size_t block = 16, blockWithRoomForAStore = 24;
  const __m128i half = _mm_set1_epi8(0x0f);
  std::size_t taken = 0;
  for (; size - taken >= blockWithRoomForAStore; taken += block, output += block / 4 * 3) {
    const __m128i characters = load(text + taken);
    const __m128i upper = _mm_and_si128(_mm_srli_epi32(characters, 4), half);
    const __m128i lower = _mm_and_si128(characters, half);
    const __m128i faults = _mm_and_si128(_mm_shuffle_epi8(load(setsWithoutLower.data()), lower),
                                         _mm_shuffle_epi8(load(setOfUpper.data()), upper));
    if (_mm_movemask_epi8(_mm_cmpeq_epi8(faults, _mm_setzero_si128())) != 0xffff) break;
    const __m128i underscore =
        _mm_and_si128(_mm_cmpeq_epi8(characters, _mm_set1_epi8('_')), _mm_set1_epi8(underscoresPlace));
    const __m128i values =
        _mm_add_epi8(characters, _mm_shuffle_epi8(load(differences.data()), _mm_or_si128(upper, underscore)));
    // Four values of 6 bits to one of 24: first in pairs, then the pairs; the bytes are then put in their order.
    const __m128i pairs = _mm_maddubs_epi16(values, _mm_set1_epi32(0x01400140));
    const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00011000));
    const __m128i order = _mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(output), _mm_shuffle_epi8(fours, order));
  }
  return taken;
}

// --- 32 characters to 24 bytes

JWTAUTH_AVX2 inline __m256i loadTwice(const Table& table) noexcept {
  return _mm256_broadcastsi128_si256(load(table.data()));
}

JWTAUTH_AVX2 std::size_t decodeByAvx2(const unsigned char* text, std::size_t size, unsigned char* output) noexcept {
  constexpr std::size_t block = 32, blockWithRoomForAStore = 44;
  const __m256i half = _mm256_set1_epi8(0x0f);
  std::size_t taken = 0;
  for (; size - taken >= blockWithRoomForAStore; taken += block, output += block / 4 * 3) {
    const __m256i characters = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + taken));
    const __m256i upper = _mm256_and_si256(_mm256_srli_epi32(characters, 4), half);
    const __m256i lower = _mm256_and_si256(characters, half);
    if (_mm256_testz_si256(_mm256_shuffle_epi8(loadTwice(setsWithoutLower), lower),
                           _mm256_shuffle_epi8(loadTwice(setOfUpper), upper)) == 0) {
      break;
    }
    const __m256i underscore =
        _mm256_and_si256(_mm256_cmpeq_epi8(characters, _mm256_set1_epi8('_')), _mm256_set1_epi8(underscoresPlace));
    const __m256i values =
        _mm256_add_epi8(characters, _mm256_shuffle_epi8(loadTwice(differences), _mm256_or_si256(upper, underscore)));
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

struct Decoded {
  uint8x16_t values, faults;
};

inline Decoded valuesOf(uint8x16_t characters) noexcept {
  const uint8x16_t upper = vshrq_n_u8(characters, 4), lower = vandq_u8(characters, vdupq_n_u8(0x0f));
  const uint8x16_t faults =
      vandq_u8(vqtbl1q_u8(vld1q_u8(setsWithoutLower.data()), lower), vqtbl1q_u8(vld1q_u8(setOfUpper.data()), upper));
  const uint8x16_t underscore = vandq_u8(vceqq_u8(characters, vdupq_n_u8('_')), vdupq_n_u8(underscoresPlace));
  const uint8x16_t difference = vqtbl1q_u8(vld1q_u8(differences.data()), vorrq_u8(upper, underscore));
  return {vaddq_u8(characters, difference), faults};
}

std::size_t decodeByNeon(const unsigned char* text, std::size_t size, unsigned char* output) noexcept {
  constexpr std::size_t block = 64;
  std::size_t taken = 0;
  for (; size - taken >= block; taken += block, output += block / 4 * 3) {
    // Every fourth character to a register of its own; three are woven together again when stored.
    const uint8x16x4_t characters = vld4q_u8(text + taken);
    const Decoded a = valuesOf(characters.val[0]), b = valuesOf(characters.val[1]);
    const Decoded c = valuesOf(characters.val[2]), d = valuesOf(characters.val[3]);
    if (vmaxvq_u8(vorrq_u8(vorrq_u8(a.faults, b.faults), vorrq_u8(c.faults, d.faults))) != 0) break;
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

constexpr std::array<Base64UrlKernel, 0> kernels{};

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
