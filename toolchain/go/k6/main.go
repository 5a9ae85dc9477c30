// Command k6 is the load generator of this project: k6 with the modules k6/x/sql and
// k6/x/sql/driver/postgres, the latter backed by pgx.
package main

import (
	_ "github.com/grafana/xk6-sql" // registers k6/x/sql
	"github.com/grafana/xk6-sql/sql"
	"go.k6.io/k6/cmd"

	"citus-cluster/toolchain/go/k6/postgres"
)

func main() {
	sql.RegisterModule(postgres.DriverName)
	cmd.Execute()
}
