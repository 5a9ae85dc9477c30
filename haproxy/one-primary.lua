-- A group has one primary. When a second node of a group passes the check for primaries, the first has
-- lost that role and can't say so: it is dead, frozen or cut off. It counts as down at once, which ends
-- its sessions, instead of when its checks have run into their timeouts. A later check that passes
-- brings it back.
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

local function retire_former(proxy, current)
  local group = group_of(current:get_name())
  for name, server in pairs(proxy.servers) do
    if name ~= current:get_name() and group_of(name) == group and status_of(server):match("^UP") then
      -- A node that is connected again may have the address that another one had: until the names are
      -- resolved anew, both stand for one node.
      if server:get_addr() ~= current:get_addr() then
        server:check_force_down()
      end
    end
  end
end

core.event_sub({ "SERVER_UP" }, function(_, event)
  local proxy = BACKENDS[event.proxy_name] and core.backends[event.proxy_name]
  local current = proxy and proxy.servers[event.name]
  if current then
    core.register_task(function()
      if await_check(current) then
        retire_former(proxy, current)
      end
    end)
  end
end)
