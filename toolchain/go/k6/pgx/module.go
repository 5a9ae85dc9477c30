// Package pgx is the k6 module k6/x/pgx: a session with PostgreSQL that costs its virtual user as
// little time as can be. Its functions take their arguments as they come; the usual way of a k6
// module, by reflection, costs more than a short statement does.
package pgx

import (
	"encoding/binary"
	"math"
	"strconv"
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/js/common"
	"go.k6.io/k6/js/modules"
	"go.k6.io/k6/lib"
)

// ModuleName is the name that scenarios import.
const ModuleName = "k6/x/pgx"

func init() {
	modules.Register(ModuleName, &rootModule{})
}

// rootModule is what the virtual users of the process share.
type rootModule struct{ arrivals arrivals }

// NewModuleInstance makes the module of one virtual user.
func (r *rootModule) NewModuleInstance(vu modules.VU) modules.Instance {
	return &module{vu, r}
}

type module struct {
	vu   modules.VU
	root *rootModule
}

// Exports is what a script can import.
func (m *module) Exports() modules.Exports {
	return modules.Exports{Named: map[string]any{"open": m.open, "arrivals": m.arrivals}}
}

// open makes a session that connects with its first statement, as
//
//	open(connectionString: string, timeoutMs: number):
//	  { times: ArrayBuffer, execute(sql: string, parameters: (string | number | null)[]): number, close(): void }
//
// `times` holds two numbers: when the last statement started and when it ended, in ms of the test's run.
func (m *module) open(call sobek.FunctionCall) sobek.Value {
	runtime := m.vu.Runtime()
	timeout := time.Duration(call.Argument(1).ToFloat() * float64(time.Millisecond))
	session, err := newSession(call.Argument(0).String(), timeout)
	if err != nil {
		common.Throw(runtime, err)
	}
	clock := newRunClock(m.vu)
	times := make([]byte, 16)
	execute := func(call sobek.FunctionCall) sobek.Value {
		parameters := textParameters(runtime, call.Argument(1))
		start := time.Now()
		rows, err := session.execute(m.vu.Context(), start, call.Argument(0).String(), parameters)
		end := time.Now()
		putFloat(times[0:], clock.milliseconds(start))
		putFloat(times[8:], clock.milliseconds(end))
		if err != nil {
			common.Throw(runtime, err)
		}
		return runtime.ToValue(rows)
	}
	object := runtime.NewObject()
	for name, value := range map[string]any{
		"times":   runtime.NewArrayBuffer(times),
		"execute": execute,
		"close": func(sobek.FunctionCall) sobek.Value {
			session.close()
			return sobek.Undefined()
		},
	} {
		if err := object.Set(name, value); err != nil {
			common.Throw(runtime, err)
		}
	}
	return object
}

// putFloat writes a number where a Float64Array finds it.
func putFloat(place []byte, value float64) {
	binary.NativeEndian.PutUint64(place, math.Float64bits(value))
}

// textParameters writes the items of an array as PostgreSQL reads them: numbers in their shortest
// form, which loses nothing.
func textParameters(runtime *sobek.Runtime, array sobek.Value) [][]byte {
	object := array.ToObject(runtime)
	parameters := make([][]byte, object.Get("length").ToInteger())
	for i := range parameters {
		switch value := object.Get(strconv.Itoa(i)).Export().(type) {
		case nil: // NULL, of which nothing is sent.
		case string:
			parameters[i] = []byte(value)
		case int64:
			parameters[i] = strconv.AppendInt(nil, value, 10)
		case float64:
			parameters[i] = strconv.AppendFloat(nil, value, 'g', -1, 64)
		default:
			panic(runtime.NewTypeError("parameter $%d is no string, number or null", i+1))
		}
	}
	return parameters
}

// runClock tells the time of the test's run without jumps of the machine's clock.
type runClock struct {
	origin time.Time
}

func newRunClock(vu modules.VU) runClock {
	now := time.Now()
	if state := lib.GetExecutionState(vu.Context()); state != nil {
		return runClock{now.Add(-state.GetCurrentTestRunDuration())}
	}
	return runClock{now}
}

func (c runClock) milliseconds(at time.Time) float64 {
	return float64(at.Sub(c.origin)) / float64(time.Millisecond)
}
