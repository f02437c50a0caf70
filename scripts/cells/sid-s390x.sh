about='big-endian memory, and the newest GCC; by QEMU'
suite=sid
forProcessor s390x s390x s390x-linux-gnu qemu-s390x
