package pgx

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// maxPrepared bounds what a session keeps in the server's memory; further statements are parsed each
// time. It is the default of pgx's own cache.
const maxPrepared = 512

// What is not one statement to prepare begins with one of these.
const (
	copyPrefix   = "COPY "
	scriptPrefix = "BEGIN;"
)

// idle is the status of a connection that is in no transaction, as the protocol writes it.
const idle = 'I'

// cancelWait bounds how long the server is asked to drop a statement that was given up.
const cancelWait = time.Second

// session is one connection with the statements that it has prepared. After the connection was lost,
// the next statement makes another.
type session struct {
	// hosts are those to connect to, and host is the one to ask first: the one that answered last, or the
	// next one after that one was lost.
	hosts    []*pgconn.Config
	host     int
	timeout  time.Duration
	conn     *pgconn.PgConn
	socket   net.Conn
	prepared map[string]*pgconn.StatementDescription
	// What the last statement belonged to, and what one that is under way belongs to.
	iteration *iteration
	waiting   atomic.Pointer[iteration]
}

// iteration is one of the virtual user's, on one connection.
type iteration struct {
	ctx    context.Context
	socket net.Conn
}

// newSession reads a libpq connection string. It does not connect yet.
func newSession(connectionString string, timeout time.Duration) (*session, error) {
	config, err := pgconn.ParseConfig(connectionString)
	if err != nil {
		return nil, err
	}
	return &session{hosts: eachHost(config), timeout: timeout}, nil
}

// execute runs a statement and reads its whole result without decoding it: that would cost the
// machine that is measured several times what it takes to send the statement. The first execution in
// a connection prepares it, which is a round trip more.
//
// `COPY … FROM STDIN` takes its data as its only parameter. `BEGIN; …; COMMIT` are statements without
// parameters that are sent in one message.
//
// It returns the number of rows that were returned or changed. A statement that fails otherwise than
// by the server's answer costs its connection. The context is that of the iteration.
func (s *session) execute(
	ctx context.Context, start time.Time, sql string, parameters [][]byte,
) (int64, error) {
	if s.conn == nil {
		if err := s.connect(ctx); err != nil {
			return 0, err
		}
	}
	// Having pgx watch a context instead would take a goroutine a statement.
	if err := s.socket.SetDeadline(start.Add(s.timeout)); err != nil {
		s.close()
		return 0, err
	}
	s.watch(ctx)
	s.waiting.Store(s.iteration)
	rows, err := s.send(sql, parameters)
	s.waiting.Store(nil)
	if err != nil {
		s.recover(ctx, err)
		return 0, err
	}
	return rows, nil
}

// watch ends the wait for a statement when its iteration is interrupted. Once an iteration, because
// one has many statements.
func (s *session) watch(ctx context.Context) {
	if s.iteration != nil && s.iteration.ctx == ctx && s.iteration.socket == s.socket {
		return
	}
	watched := &iteration{ctx, s.socket}
	s.iteration = watched
	context.AfterFunc(ctx, func() {
		if s.waiting.Load() == watched {
			_ = watched.socket.SetDeadline(time.Now())
		}
	})
}

func (s *session) send(sql string, parameters [][]byte) (int64, error) {
	if statement := s.prepared[sql]; statement != nil {
		tag, err := s.conn.ExecStatement(context.Background(), statement, parameters, nil, nil).Close()
		return tag.RowsAffected(), err
	}
	return s.sendUnprepared(sql, parameters)
}

func (s *session) sendUnprepared(sql string, parameters [][]byte) (int64, error) {
	background := context.Background()
	if strings.HasPrefix(sql, scriptPrefix) {
		return s.sendScript(sql)
	}
	if strings.HasPrefix(sql, copyPrefix) && len(parameters) == 1 {
		tag, err := s.conn.CopyFrom(background, bytes.NewReader(parameters[0]), sql)
		return tag.RowsAffected(), err
	}
	if len(s.prepared) == maxPrepared {
		tag, err := s.conn.ExecParams(background, sql, parameters, nil, nil, nil).Close()
		return tag.RowsAffected(), err
	}
	name := "statement_" + strconv.Itoa(len(s.prepared))
	statement, err := s.conn.Prepare(background, name, sql, nil)
	if err != nil {
		return 0, err
	}
	s.prepared[sql] = statement
	return s.send(sql, parameters)
}

// sendScript runs several statements. It returns the rows of all of them.
func (s *session) sendScript(sql string) (int64, error) {
	results := s.conn.Exec(context.Background(), sql)
	var rows int64
	for results.NextResult() {
		// Its error is that of the script.
		tag, _ := results.ResultReader().Close()
		rows += tag.RowsAffected()
	}
	return rows, results.Close()
}

func (s *session) connect(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	found := connectFirst(ctx, s.hosts, s.host)
	if found.err != nil {
		return found.err
	}
	s.host, s.conn, s.socket = found.host, found.conn, found.conn.Conn()
	s.prepared = map[string]*pgconn.StatementDescription{}
	return nil
}

// recover leaves the session fit for the next statement after an error: connected and in no
// transaction, or unconnected.
func (s *session) recover(ctx context.Context, err error) {
	if answer := (*pgconn.PgError)(nil); errors.As(err, &answer) && !s.conn.IsClosed() {
		switch answer.Code {
		// The statement or its result changed under the prepared one: prepare all anew.
		case "0A000", "26000":
			s.close()
		}
		if s.conn != nil && s.conn.TxStatus() != idle {
			s.close()
		}
		return
	}
	s.host = (s.host + 1) % len(s.hosts)
	if timeout := net.Error(nil); errors.As(err, &timeout) && timeout.Timeout() {
		conn := s.conn
		s.conn = nil
		if ctx.Err() == nil {
			go cancelStatement(conn)
		} else {
			cancelStatement(conn) // The program may end next.
		}
		return
	}
	s.close()
}

// close ends the connection, if there is one.
func (s *session) close() {
	if s.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), cancelWait)
	defer cancel()
	_ = s.conn.Close(ctx)
	s.conn = nil
}

// cancelStatement asks the server to drop what it is doing and closes the connection.
func cancelStatement(conn *pgconn.PgConn) {
	ctx, cancel := context.WithTimeout(context.Background(), cancelWait)
	defer cancel()
	_ = conn.CancelRequest(ctx)
	_ = conn.Conn().Close()
}
