about='RISC-V, without any kernel of vector instructions; by QEMU'
forProcessor riscv64 riscv64 riscv64-linux-gnu qemu-riscv64
