// A listener goes in, and takes no new connections any more. Closing it would reset those in its queue whose clients
// have been told that they are connected, and who may have sent a request already.
#include "http/last_handshakes.hpp"

#include <linux/filter.h>
#include <sys/socket.h>

namespace rest::http {

void takeLastHandshakes(int listener) noexcept {
  // RFC 9293 3.1: the flags are byte 13 of a segment, SYN is 0x02 and ACK 0x10.
  sock_filter program[] = {BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 13), BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0x12),
                           BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x02, 0, 1), BPF_STMT(BPF_RET | BPF_K, 0),
                           BPF_STMT(BPF_RET | BPF_K, 0xffffffff)};
  const sock_fprog filter{sizeof program / sizeof *program, program};
  // Where there are no such filters, a connection in a hundred thousand is reset.
  setsockopt(listener, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

}  // namespace rest::http
