about='32 bits'
forProcessor i386 i686 i686-linux-gnu
