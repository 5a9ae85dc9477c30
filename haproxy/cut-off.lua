-- A host whose line to the others is cut still has a primary, until Patroni gives it up after ten seconds,
-- while the others elect. Clients that reach this host would be led there and wait for commits that no
-- standby confirms. So when no node of another host answers its check, the host's manager is asked whether
-- it hears the consensus store or another manager. Where it hears neither, sessions end and new ones are
-- refused until it does, and clients turn to another host.
--
-- Arguments: the host's manager, by its name in certificates and its URL, and the host's own address; none on
-- a single host.
local MANAGER, URL, ADDRESS = ...
local STEP_MS = 200
local LIMIT_MS = 1500
local BACKENDS = { "primary", "workers" }

local cut_off = false

-- Global: await-server.lua refuses by it.
function is_cut_off()
  return cut_off
end

local function each_server(visit)
  for _, name in ipairs(BACKENDS) do
    for _, server in pairs(core.backends[name] and core.backends[name].servers or {}) do
      visit(server)
    end
  end
end

-- Whether a node of another host answered its last check, whatever it said. Before the first check none
-- has failed to.
local function others_answer()
  local answers = false
  each_server(function(server)
    local elsewhere = server:get_addr():match("^(.*):%d+$") ~= ADDRESS
    local last = server:get_stats()["check_status"] or ""
    local is_silent = last:match("L[46]") or last:match("TOUT$")
    answers = answers or elsewhere and not is_silent
  end)
  return answers
end

-- What the manager says; nil where it says nothing.
local function is_connected()
  local asked, answer = pcall(function()
    return core.httpclient():get({
      url = URL .. "/connected",
      -- Whom its certificate has to name.
      headers = { host = { MANAGER } },
      timeout = LIMIT_MS,
    })
  end)
  -- Where nobody answers the body is HAProxy's own.
  if not asked or not (answer.body or ""):match('"connected"') then
    return nil
  end
  return answer.status == 200
end

local function close_if_cut_off()
  if others_answer() then
    cut_off = false
    return
  end
  local connected = is_connected()
  if connected == nil then
    return
  end
  if not connected and not cut_off then
    core.Warning("this host is cut off from the others: sessions end")
  end
  cut_off = not connected
  if cut_off then
    each_server(function(server)
      server:shut_sess()
    end)
  end
end

if MANAGER then
  core.register_task(function()
    while true do
      local done, failure = pcall(close_if_cut_off)
      if not done then
        -- Nobody is to be refused for ever by a task that has ended.
        cut_off = false
        core.Warning("whether this host is cut off is unknown: " .. tostring(failure))
      end
      core.msleep(STEP_MS)
    end
  end)
end
