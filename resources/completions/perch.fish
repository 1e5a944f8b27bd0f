# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT

function __perch_backends
    perch list backends 2>/dev/null | awk 'NR > 1 { print $1 }'
end

complete -c perch -f
complete -c perch -n __fish_use_subcommand -l version -d 'Print the version'
function __perch_triggers
    perch trigger 2>/dev/null | awk 'NR > 1 { print $1 }'
end

for command in run start stop restart status list venv logs events call eval ask trigger show token quit bundle doctor config help
    complete -c perch -n __fish_use_subcommand -a $command
end
complete -c perch -n '__fish_seen_subcommand_from run' -l headless -d 'Do without a tray icon'
complete -c perch -n '__fish_seen_subcommand_from run' -l hidden -d 'Open no window, as at login'
complete -c perch -n '__fish_seen_subcommand_from run' -l backend -rF -d 'Run this program'
complete -c perch -n '__fish_seen_subcommand_from run' -l enable-test-hooks -d 'Open the port for tests'
complete -c perch -n '__fish_seen_subcommand_from start stop restart' -a '(__perch_backends)'
complete -c perch -n '__fish_seen_subcommand_from start stop restart quit' -l timeout -x
complete -c perch -n '__fish_seen_subcommand_from start' -l backend -xa 'Http Pipe Rpc'
complete -c perch -n '__fish_seen_subcommand_from start' -l venv -rF
complete -c perch -n '__fish_seen_subcommand_from start' -l port -x
complete -c perch -n '__fish_seen_subcommand_from list' -a 'backends runtimes environments'
complete -c perch -n '__fish_seen_subcommand_from venv' -a 'create install delete status list'
complete -c perch -n '__fish_seen_subcommand_from venv' -l python -rF
complete -c perch -n '__fish_seen_subcommand_from venv' -l install -xa 'http pipe rpc'
complete -c perch -n '__fish_seen_subcommand_from venv' -l force
complete -c perch -n '__fish_seen_subcommand_from call' -l backend -xa '(__perch_backends)'
complete -c perch -n '__fish_seen_subcommand_from call' -l timeout -x
complete -c perch -n '__fish_seen_subcommand_from eval' -l backend -xa '(__perch_backends)'
complete -c perch -n '__fish_seen_subcommand_from eval' -l import -x
complete -c perch -n '__fish_seen_subcommand_from eval' -l locals -x
complete -c perch -n '__fish_seen_subcommand_from eval' -l timeout -x
complete -c perch -n '__fish_seen_subcommand_from trigger' -a '(__perch_triggers)'
complete -c perch -n '__fish_seen_subcommand_from trigger' -l params -x -d 'What ${params.x} stands for'
complete -c perch -n '__fish_seen_subcommand_from trigger' -l timeout -x
complete -c perch -n '__fish_seen_subcommand_from ask' -l list -d 'Show the questions that wait'
complete -c perch -n '__fish_seen_subcommand_from ask' -l approve -x
complete -c perch -n '__fish_seen_subcommand_from ask' -l reject -x
complete -c perch -n '__fish_seen_subcommand_from ask' -l response -x
complete -c perch -n '__fish_seen_subcommand_from ask' -l for -x
complete -c perch -n '__fish_seen_subcommand_from ask' -l scope -xa 'question tool'
complete -c perch -n '__fish_seen_subcommand_from ask' -l standing -d 'Show what is approved for some time'
complete -c perch -n '__fish_seen_subcommand_from ask' -l revoke -x
complete -c perch -n '__fish_seen_subcommand_from ask' -l timeout -x
complete -c perch -n '__fish_seen_subcommand_from logs' -s f -l follow -d 'Wait for more'
complete -c perch -n '__fish_seen_subcommand_from logs' -s n -l lines -x
complete -c perch -n '__fish_seen_subcommand_from logs' -l source -xa 'perch (__perch_backends)'
complete -c perch -n '__fish_seen_subcommand_from logs' -l since -x -d 'Lines from then on: 5m, 2h, 1d, a date'
complete -c perch -n '__fish_seen_subcommand_from logs' -l grep -x -d 'Lines with a match'
complete -c perch -n '__fish_seen_subcommand_from bundle' -F
complete -c perch -n '__fish_seen_subcommand_from events' -l filter -x
complete -c perch -n '__fish_seen_subcommand_from events' -l since -x
complete -c perch -n '__fish_seen_subcommand_from config' -a 'get set path validate'
complete -c perch -n 'not __fish_use_subcommand; and not __fish_seen_subcommand_from run help' -l json
