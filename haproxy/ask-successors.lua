-- While the coordinators' primary is well, the others are looked at once a second: each look is a handshake
-- and costs their node milliseconds. When its check fails, or there is none, they are asked ten times a
-- second, so that the next one is found as soon as it leads. What says that it does counts as up; HAProxy's
-- own check goes on from there.
local STEP_MS = 100

local function status_of(server)
  return server:get_stats()["status"]
end

-- Whether a node says that it leads; nil where it does not answer.
local function leads(name, server)
  local answer = ask_patroni(name, server)
  return answer and answer.status == 200 and (answer.role == "primary" or answer.role == "master")
end

-- The servers that are not up, unless one is up without a doubt.
local function to_ask(proxy)
  local down = {}
  for name, server in pairs(proxy.servers) do
    local status = status_of(server)
    if status == "UP" then
      return {}
    elseif status:sub(1, 4) == "DOWN" and server:get_addr():match("^%d") then
      down[name] = server
    end
  end
  return down
end

core.register_task(function()
  while true do
    for name, server in pairs(to_ask(core.backends["primary"])) do
      if leads(name, server) then
        server:check_force_up()
      end
    end
    core.msleep(STEP_MS)
  end
end)

-- A primary that hands over says that it does not lead any more, and waits for its sessions to be closed.
-- When a check has heard that it is asked once more, and counts as down: further checks would take longer.
core.event_sub({ "SERVER_CHECK" }, function(_, event)
  local server = event.proxy_name == "primary" and core.backends["primary"].servers[event.name]
  if server and status_of(server):match("^UP ") then
    core.register_task(function()
      if leads(event.name, server) == false then
        server:check_force_down()
        server:shut_sess()
      end
    end)
  end
end)
