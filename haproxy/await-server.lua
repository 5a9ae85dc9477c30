-- tcp-request content lua.await_server BACKEND BACKEND: a connection that comes while neither backend
-- has a server waits for one instead of being refused, so that a client that reconnects once after a
-- failover is served. Gives up after a while, and the connection is refused then; at once on a host that
-- is cut off (cut-off.lua), but for readers, whom a standby there may serve.
--
-- Argument: CPU time that a new session costs the machine, ms.
local SESSION_MS = tonumber((...))
local LIMIT_S = 10
local STEP_MS = 50

-- Those that waited are let in one after the other. A server that gets all of them at once is busy
-- with starting their sessions, and answers the first of them no sooner than the last. So the next one
-- comes when the cores are done with the one before; a hundred are let in like that, then the others.
local LONGEST_TURNS = 100
local gap_ms
local next_ms = 0

local function has_server(txn, backend)
  return txn.f:nbsrv(backend) > 0
end

local function now_ms()
  local now = core.now()
  return now.sec * 1000 + math.floor(now.usec / 1000)
end

local function take_turn()
  -- HAProxy runs a thread on each core.
  gap_ms = gap_ms or SESSION_MS / core.get_info()["Nbthread"]
  local now = now_ms()
  local turn = math.min(math.max(now, next_ms), now + LONGEST_TURNS * gap_ms)
  next_ms = turn + gap_ms
  if turn > now then
    core.msleep(math.ceil(turn - now))
  end
end

local function await_server(txn, first, second)
  for step = 1, LIMIT_S * 1000 / STEP_MS do
    if second ~= "standby" and is_cut_off() then
      return act.DENY
    end
    if has_server(txn, first) or has_server(txn, second) then
      if step > 1 then
        take_turn()
      end
      return
    end
    core.msleep(STEP_MS)
  end
end

core.register_action("await_server", { "tcp-req" }, await_server, 2)
