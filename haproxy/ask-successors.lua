-- While the coordinators' primary is well, the others are looked at once a second: each look is a handshake
-- and costs their node milliseconds. When its check fails, or there is none, they are asked ten times a
-- second, so that the next one is found as soon as it leads. What says that it does counts as up; HAProxy's
-- own check goes on from there.
local STEP_MS = 100
-- A primary that hands over is the last to lead again: a shutdown and a start are before it, and need the CPU.
local REST_MS = 1000

local function status_of(server)
  return server:get_stats()["status"]
end

-- Whether a node says that it leads; nil where it does not answer.
local function leads(name, server)
  local answer = ask_patroni(name, server)
  return answer and answer.status == 200 and (answer.role == "primary" or answer.role == "master")
end

-- Who has said that it does not lead any more, and is not asked for a while.
local resting = {}

-- Whether a server of the proxy is up without a doubt.
local function has_primary(proxy)
  for _, server in pairs(proxy.servers) do
    if status_of(server) == "UP" then
      return true
    end
  end
  return false
end

local function is_to_ask(name, server)
  return not resting[name] and status_of(server):sub(1, 4) == "DOWN" and server:get_addr():match("^%d")
end

-- Each is asked by a task of its own: a question to a lost one takes as long as it may, while another leads.
local function keep_asking(proxy, name, server)
  while true do
    if is_to_ask(name, server) and not has_primary(proxy) and leads(name, server) then
      server:check_force_up()
    end
    core.msleep(STEP_MS)
  end
end

core.register_task(function()
  local proxy = core.backends["primary"]
  for name, server in pairs(proxy.servers) do
    core.register_task(function()
      keep_asking(proxy, name, server)
    end)
  end
end)

-- A primary that hands over says that it does not lead any more, and waits for its sessions to be closed.
-- When a check has heard that it is asked once more, and counts as down: further checks would take longer.
core.event_sub({ "SERVER_CHECK" }, function(_, event)
  local server = event.proxy_name == "primary" and core.backends["primary"].servers[event.name]
  if server and status_of(server):match("^UP ") then
    core.register_task(function()
      if leads(event.name, server) == false then
        resting[event.name] = true
        server:check_force_down()
        server:shut_sess()
        core.msleep(REST_MS)
        resting[event.name] = nil
      end
    end)
  end
end)
