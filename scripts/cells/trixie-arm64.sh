about="64-bit ARM, whose base64url kernel is NEON's; by QEMU"
forProcessor arm64 aarch64 aarch64-linux-gnu qemu-aarch64
