-- ask_patroni(name, server): what a coordinator's Patroni says of it, a table of `status` (HTTP), `role` where
-- it runs, and `timeline`; nil where it does not answer. Each promotion begins another timeline.
--
-- Arguments: the port of Patroni's REST interface, and the scheme that it speaks.
local PORT, SCHEME = ...
local LIMIT_MS = 300

-- In the way from clear text to TLS a node stands there twice.
local function scheme_of(name)
  return name:match("%-tls$") and "https" or SCHEME
end

function ask_patroni(name, server)
  local address = server:get_addr():match("^(.*):%d+$")
  -- A question that fails must not end its task.
  local asked, answer = pcall(function()
    return core.httpclient():get({
      url = scheme_of(name) .. "://" .. address .. ":" .. PORT .. "/primary",
      headers = { host = { (name:gsub("%-tls$", "")) } },
      timeout = LIMIT_MS,
    })
  end)
  if not asked or not (answer.body or ""):match('"name": "coordinator%-') then
    return nil
  end
  return {
    status = answer.status,
    role = answer.body:match('"state": "running".*"role": "(%a+)"'),
    timeline = tonumber(answer.body:match('"timeline": (%d+)')),
  }
end
