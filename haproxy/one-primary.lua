-- A group has one primary. When a second node of a group passes the check for primaries, the first has
-- lost that role and can't say so: it is dead, frozen or cut off. It counts as down at once, and its
-- sessions end, instead of when its checks have run into their timeouts. A later check that passes
-- brings it back. It may say for some seconds more that it leads, once its host is reached again: of two
-- coordinators that say so at once, the one with the older timeline has lost that role.
--
-- Until another one leads, a primary that is merely silent keeps its sessions. On a machine without time
-- left for checks it would lose all of them otherwise, and their clients, who connect anew at the same
-- moment, would leave less time still. One that refuses, or says that it leads no more, loses them at once.
local STEP_MS = 20
local BACKENDS = { primary = true, workers = true }

-- Nodes are named after their group: worker-1-a, worker-1-b. One may stand there twice while it may answer
-- in clear or by TLS: worker-1-a-tls.
local function group_of(name)
  return name:gsub("%-tls$", ""):match("^(.*)%-[^-]+$")
end

local function status_of(server)
  return server:get_stats()["status"]
end

-- A server whose name is known again counts as up before anybody has asked it: "UP 1/3".
local function await_check(server)
  local status = status_of(server)
  while status:match("^UP ") do
    core.msleep(STEP_MS)
    status = status_of(server)
  end
  return status == "UP"
end

-- Whether a coordinator that is up has a newer timeline than another one.
local function is_newer(name, server, current)
  if not status_of(server):match("^UP") or group_of(name) ~= "coordinator" then
    return false
  end
  local one = ask_patroni(name, server)
  local other = ask_patroni(current:get_name(), current)
  return one and other and (one.timeline or 0) > (other.timeline or 0)
end

local function retire(server)
  if status_of(server):match("^UP") then
    server:check_force_down()
  end
  server:shut_sess()
end

local function retire_former(proxy, current)
  local group = group_of(current:get_name())
  for name, server in pairs(proxy.servers) do
    -- A node that is connected again may have the address that another one had: until the names are
    -- resolved anew, both stand for one node.
    local is_another = group_of(name) == group and server:get_addr() ~= current:get_addr()
    if name ~= current:get_name() and is_another then
      if is_newer(name, server, current) then
        retire(current)
        return
      end
      retire(server)
    end
  end
end

local function server_of(event)
  local proxy = BACKENDS[event.proxy_name] and core.backends[event.proxy_name]
  return proxy and proxy.servers[event.name], proxy
end

core.event_sub({ "SERVER_UP" }, function(_, event)
  local current, proxy = server_of(event)
  if current then
    core.register_task(function()
      if await_check(current) then
        retire_former(proxy, current)
      end
    end)
  end
end)

core.event_sub({ "SERVER_DOWN" }, function(_, event)
  local server = server_of(event)
  -- One that was never asked has no status.
  if server and not (server:get_stats()["check_status"] or ""):match("TOUT$") then
    server:shut_sess()
  end
end)
