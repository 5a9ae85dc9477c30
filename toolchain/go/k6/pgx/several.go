package pgx

import (
	"context"
	"errors"
	"net"
	"regexp"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// patience is how long one of several hosts may take before the next one is asked beside it: more than a
// busy server does.
const patience = 700 * time.Millisecond

// connectLimit is when it is given up: a load balancer holds sessions while a primary is being elected,
// and so do the others'.
const connectLimit = 10 * time.Second

// silence is how long the machine behind an open connection to one of several hosts may send nothing, not
// even that it received something. It says that while its server takes its time for a statement.
const silence = 2 * time.Second

// outOfReach are the SQLSTATEs by which a server says that it can't be reached now. Another host may.
var outOfReach = regexp.MustCompile(`^(08|57P0[1-3])`)

// eachHost takes a list of hosts apart: a configuration for each, in their order.
func eachHost(config *pgconn.Config) []*pgconn.Config {
	listed := config.Fallbacks
	one := config.Copy()
	one.Fallbacks = nil
	hosts := []*pgconn.Config{one}
	for _, next := range listed {
		last := hosts[len(hosts)-1]
		if next.Host == last.Host && next.Port == last.Port {
			last.Fallbacks = append(last.Fallbacks, next)
			continue
		}
		one := config.Copy()
		one.Host, one.Port, one.TLSConfig, one.Fallbacks = next.Host, next.Port, next.TLSConfig, nil
		hosts = append(hosts, one)
	}
	if len(hosts) == 1 {
		return hosts
	}
	dialer := &net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{
			Enable: true, Idle: silence / 2, Interval: silence / 2, Count: 1,
		},
		Control: limitSilence,
	}
	for _, one := range hosts {
		one.DialFunc, one.ConnectTimeout = dialer.DialContext, connectLimit
	}
	return hosts
}

// answer is what came of asking a host.
type answer struct {
	host int
	conn *pgconn.PgConn
	err  error
}

// connectFirst connects to the first of several hosts that answers: the next one is asked when one failed,
// and beside it when it is silent. Where one refuses the login, all would.
func connectFirst(ctx context.Context, hosts []*pgconn.Config, first int) answer {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	answers := make(chan answer)
	ask := func(host int) {
		conn, err := pgconn.ConnectConfig(ctx, hosts[host])
		select {
		case answers <- answer{host, conn, err}:
		case <-ctx.Done():
			if conn != nil {
				_ = conn.Conn().Close()
			}
		}
	}
	asked := 0
	askNext := func() {
		if asked < len(hosts) {
			go ask((first + asked) % len(hosts))
			asked++
		}
	}
	askNext()
	var failures []error
	for len(failures) < len(hosts) {
		select {
		case found := <-answers:
			if found.err == nil || isRefusal(found.err) {
				return found
			}
			failures = append(failures, found.err)
			askNext()
		case <-time.After(patience):
			askNext()
		case <-ctx.Done():
			return answer{first, nil, ctx.Err()}
		}
	}
	return answer{first, nil, errors.Join(failures...)}
}

// isRefusal tells whether a server answered, and any other would answer the same.
func isRefusal(err error) bool {
	said := (*pgconn.PgError)(nil)
	return errors.As(err, &said) && !outOfReach.MatchString(said.Code)
}
