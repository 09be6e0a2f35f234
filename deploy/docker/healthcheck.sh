#!/bin/bash
# Ready: database and broker answer, consumers are attached, and the process is not draining. Without a Node of its own,
# because a busy machine is no place to start one every few seconds.
exec 3<>"/dev/tcp/127.0.0.1/$PORT" && printf 'GET /readyz HTTP/1.0\r\n\r\n' >&3 && read -r _ status _ <&3 && [ "$status" = 200 ]
