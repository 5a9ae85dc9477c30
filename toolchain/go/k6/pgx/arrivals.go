package pgx

import (
	"math"
	"sync/atomic"
	"time"

	"github.com/grafana/sobek"
)

// onTime is what an arrival is worth that a virtual user waited for, noArrival that there is none left.
var (
	onTime    = math.Inf(1)
	noArrival = -1.0
)

// arrivals counts those that the virtual users of this process have taken. Each free user holds the
// earliest that nobody has: one that is due starts at once if any user is free, and waits for the
// first that becomes free if none is.
type arrivals struct{ taken atomic.Int64 }

// schedule is when arrivals are due: at a constant rate from the start of the run. With several
// processes each has every parts-th of them.
type schedule struct {
	periodMs float64
	endMs    float64
	part     int64
	parts    int64
}

// dueMs is when the n-th arrival of this process is due, ms of the run.
func (s schedule) dueMs(n int64) float64 {
	return float64(s.part+n*s.parts) * s.periodMs
}

// arrivals makes a function that takes the next arrival and waits until it is due, as
//
//	arrivals(ratePerS: number, endMs: number, part: number, parts: number): () => number
//
// It returns Infinity for one that was waited for, when it was due (ms of the run) for one that
// waited for a free user, and -1 where none is due before the end.
func (m *module) arrivals(call sobek.FunctionCall) sobek.Value {
	runtime := m.vu.Runtime()
	schedule := schedule{
		periodMs: 1000 / call.Argument(0).ToFloat(),
		endMs:    call.Argument(1).ToFloat(),
		part:     call.Argument(2).ToInteger(),
		parts:    call.Argument(3).ToInteger(),
	}
	clock := newRunClock(m.vu)
	return runtime.ToValue(func(sobek.FunctionCall) sobek.Value {
		due := schedule.dueMs(m.root.arrivals.taken.Add(1) - 1)
		if due >= schedule.endMs {
			return runtime.ToValue(noArrival)
		}
		wait := due - clock.milliseconds(time.Now())
		if wait <= 0 {
			return runtime.ToValue(due)
		}
		timer := time.NewTimer(time.Duration(wait * float64(time.Millisecond)))
		defer timer.Stop()
		select {
		case <-timer.C:
			return runtime.ToValue(onTime)
		case <-m.vu.Context().Done():
			return runtime.ToValue(noArrival)
		}
	})
}
