about='Boost 1.92, libmongoc 2 and the newest GCC, with the server'
suite=sid
withServer
