package pgx

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// limitSilence has a connection end when what was sent is not acknowledged in time. Keep-alive packets are
// sent only while nothing else is.
func limitSilence(_, _ string, socket syscall.RawConn) error {
	var failed error
	err := socket.Control(func(fd uintptr) {
		const level, option = unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT
		failed = unix.SetsockoptInt(int(fd), level, option, int(silence.Milliseconds()))
	})
	if err != nil {
		return err
	}
	return failed
}
