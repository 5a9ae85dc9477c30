// Package postgres registers pgx with database/sql in the way that a load generator needs it: one
// statement is one network round trip, results hold plain JavaScript values, and no error is lost.
package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// DriverName is the name that scenarios import: k6/x/sql/driver/postgres.
const DriverName = "postgres"

func init() {
	sql.Register(DriverName, pgxDriver{})
}

type pgxDriver struct{}

// OpenConnector reads a libpq connection string once for all connections of a pool.
func (d pgxDriver) OpenConnector(connectionString string) (driver.Connector, error) {
	config, err := pgx.ParseConfig(connectionString)
	if err != nil {
		return nil, err
	}
	// database/sql would ping a connection that was idle for a second, which is a second round trip
	// in the latency of the next statement. A dead connection shows in that statement instead.
	never := stdlib.OptionShouldPing(func(context.Context, stdlib.ShouldPingParams) bool { return false })
	return connector{stdlib.GetConnector(*config, never)}, nil
}

// Open makes a single connection; database/sql calls OpenConnector instead.
func (d pgxDriver) Open(connectionString string) (driver.Conn, error) {
	connector, err := d.OpenConnector(connectionString)
	if err != nil {
		return nil, err
	}
	return connector.Connect(context.Background())
}

type connector struct{ driver.Connector }

func (c connector) Driver() driver.Driver { return pgxDriver{} }

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return connection{conn.(*stdlib.Conn)}, nil
}

type connection struct{ *stdlib.Conn }

// QueryContext reads the whole result at once. xk6-sql does not look at the error that ends an
// iteration over rows, so one that comes after the first row has to be reported here.
func (c connection) QueryContext(
	ctx context.Context, query string, args []driver.NamedValue,
) (driver.Rows, error) {
	rows, err := c.Conn.QueryContext(ctx, query, args)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	result := &bufferedRows{columns: rows.Columns()}
	for {
		row := make([]driver.Value, len(result.columns))
		if err := rows.Next(row); err == io.EOF {
			return result, nil
		} else if err != nil {
			return nil, err
		}
		for i, value := range row {
			row[i] = scriptValue(value)
		}
		result.rows = append(result.rows, row)
	}
}

// scriptValue makes of bytes and times what a script can read: a string.
func scriptValue(value driver.Value) driver.Value {
	switch v := value.(type) {
	case []byte:
		return string(v)
	case time.Time:
		return v.Format(time.RFC3339Nano)
	default:
		return value
	}
}

type bufferedRows struct {
	columns []string
	rows    [][]driver.Value
	next    int
}

func (r *bufferedRows) Columns() []string { return r.columns }

func (r *bufferedRows) Close() error { return nil }

func (r *bufferedRows) Next(destination []driver.Value) error {
	if r.next == len(r.rows) {
		return io.EOF
	}
	copy(destination, r.rows[r.next])
	r.next++
	return nil
}
