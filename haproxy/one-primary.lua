-- A group has one primary. When a second node of a group passes the check for primaries, the first has
-- lost that role and can't say so: it is dead, frozen or cut off. It counts as down at once, which ends
-- its sessions, instead of when its checks have run into their timeouts. A later check that passes
-- brings it back.
local STEP_MS = 50
local BACKENDS = { "primary", "workers" }

-- Nodes are named after their group: worker-1-a, worker-1-b. One may stand there twice while it may answer
-- in clear or by TLS: worker-1-a-tls.
local function group_of(server)
  return server:gsub("%-tls$", ""):match("^(.*)%-[^-]+$")
end

local function is_up(server)
  return server:get_stats()["status"]:sub(1, 2) == "UP"
end

local function primaries_by_group(proxy)
  local groups = {}
  for name, server in pairs(proxy.servers) do
    if is_up(server) then
      local group = group_of(name)
      groups[group] = groups[group] or {}
      groups[group][name] = server
    end
  end
  return groups
end

-- A node that is connected again may have the address that another one had: until the names are
-- resolved anew, both stand for one node.
local function share_address(servers)
  local seen = {}
  for _, server in pairs(servers) do
    local address = server:get_addr()
    if seen[address] then
      return true
    end
    seen[address] = true
  end
  return false
end

local function retire_former(before, now)
  for group, servers in pairs(now) do
    local former = before[group] or {}
    local has_new = false
    for name in pairs(servers) do
      has_new = has_new or former[name] == nil
    end
    for name, server in pairs(servers) do
      if has_new and former[name] ~= nil and not share_address(servers) then
        server:check_force_down()
      end
    end
  end
end

core.register_task(function()
  local before = {}
  while true do
    for _, backend in ipairs(BACKENDS) do
      local proxy = core.proxies[backend]
      if proxy ~= nil then
        local now = primaries_by_group(proxy)
        retire_former(before[backend] or {}, now)
        before[backend] = now
      end
    end
    core.msleep(STEP_MS)
  end
end)
