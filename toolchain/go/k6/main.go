// Command k6 is the load generator of this project: k6 with the module k6/x/pgx that the scenarios
// use, and with k6/x/sql and k6/x/sql/driver/postgres for scripts of others.
package main

import (
	_ "github.com/grafana/xk6-sql" // registers k6/x/sql
	"github.com/grafana/xk6-sql/sql"
	"go.k6.io/k6/cmd"

	_ "citus-cluster/toolchain/go/k6/pgx" // registers k6/x/pgx
	"citus-cluster/toolchain/go/k6/postgres"
)

func main() {
	sql.RegisterModule(postgres.DriverName)
	cmd.Execute()
}
