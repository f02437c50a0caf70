about='big-endian memory; by QEMU'
forProcessor s390x s390x s390x-linux-gnu qemu-s390x
