# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
# shellcheck shell=bash

_perch_backends () {
  perch list backends 2> /dev/null | awk 'NR > 1 { print $1 }'
}

_perch () {
  local word=${COMP_WORDS[COMP_CWORD]} words=
  local commands='run start stop restart status list venv logs events call eval ask trigger show token quit bundle doctor config help'

  if [ "$COMP_CWORD" -eq 1 ]; then
    words="$commands --help --version"
  else
    case ${COMP_WORDS[1]} in
      run) words='--headless --hidden --backend --enable-test-hooks' ;;
      start) words="--json --timeout --backend --venv --port $(_perch_backends)" ;;
      stop | restart) words="--json --timeout $(_perch_backends)" ;;
      call) words='--backend --timeout --json' ;;
      eval) words='--backend --import --locals --timeout --json' ;;
      trigger) words="--params --timeout --json $(perch trigger 2> /dev/null | awk 'NR > 1 { print $1 }')" ;;
      logs) words='--follow --lines --source --since --grep --json' ;;
      events) words='--filter --since --json' ;;
      ask) words='--timeout --list --approve --reject --response --for --scope --standing --revoke --json' ;;
      quit) words='--json --timeout' ;;
      config) words='get set path validate --json' ;;
      bundle)
        mapfile -t COMPREPLY < <(compgen -f -W '--json' -- "$word")
        return
        ;;
      help) words=$commands ;;
      list) words='backends runtimes environments --json' ;;
      venv) words='create install delete status list --python --install --force --json' ;;
      status | show | token | doctor) words='--json' ;;
    esac
    if [ "${COMP_WORDS[COMP_CWORD - 1]}" = --source ]; then
      words="perch $(_perch_backends)"
    elif [ "${COMP_WORDS[1]} ${COMP_WORDS[COMP_CWORD - 1]}" = 'start --backend' ]; then
      words='Http Pipe Rpc'
    elif [ "${COMP_WORDS[COMP_CWORD - 1]}" = --venv ]; then
      mapfile -t COMPREPLY < <(compgen -d -- "$word")
      return
    elif [ "${COMP_WORDS[COMP_CWORD - 1]}" = --backend ]; then
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return
    fi
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -F _perch perch
