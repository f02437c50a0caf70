about='32-bit ARM, by QEMU'
forProcessor armhf armv7l arm-linux-gnueabihf qemu-arm
