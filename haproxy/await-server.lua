-- tcp-request content lua.await_server BACKEND BACKEND: a connection that comes while neither backend
-- has a server waits for one instead of being refused, so that a client that reconnects once after a
-- failover is served. Gives up after a while, and the connection is refused then.
local LIMIT_S = 10
local STEP_MS = 50

local function has_server(txn, backend)
  return txn.f:nbsrv(backend) > 0
end

local function await_server(txn, first, second)
  for _ = 1, LIMIT_S * 1000 / STEP_MS do
    if has_server(txn, first) or has_server(txn, second) then
      return
    end
    core.msleep(STEP_MS)
  end
end

core.register_action("await_server", { "tcp-req" }, await_server, 2)
