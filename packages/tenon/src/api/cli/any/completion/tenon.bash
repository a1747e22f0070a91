
# Runs the tenon on the PATH, or the one installed in the project.
_tenon_ask() {
  if command -v tenon >/dev/null 2>&1; then command tenon complete "$@"
  else command npx --no -- tenon complete "$@"
  fi </dev/null 2>/dev/null
}

_tenon() {
  local word words=() count=0 i place='' taking='' ended='' index=0
  # Bash also splits words at : and =, which the name of a stream may contain.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if ((count > 0)) && [[ $word == [:=]* || ${words[count - 1]} == *[:=] ]]; then words[count - 1]+=$word
    else words[count++]=$word
    fi
  done

  # Finds the command that these words name so far, and the option that waits for a value.
  for ((i = 0; i < count - 1; i++)); do
    word=${words[i]}
    if [[ -n $taking ]]; then taking=''
    elif [[ -n $ended ]]; then index=$((index + 1))
    elif [[ $word == -- ]]; then ended=1
    elif [[ $word == -* ]]; then
      if [[ $word != *=* && -n $(_tenon_takes "$place $word") ]]; then taking=$word; fi
    elif ((index == 0)) && _tenon_commands "$place" | grep -qxF -- "$word"; then place=${place:+$place }$word
    else index=$((index + 1))
    fi
  done

  local current=${words[count - 1]} before='' value offered
  value=$current
  if [[ -n $taking ]]; then offered=$(_tenon_takes "$place $taking")
  elif [[ -z $ended && $current == --*=* ]]; then
    before=${current%%=*}=
    value=${current#*=}
    offered=$(_tenon_takes "$place ${current%%=*}")
  elif [[ -z $ended && $current == -* ]]; then
    offered=$(_tenon_options "$place")
    # The options of some commands depend on the words before them.
    if [[ $(_tenon_takes "$place $index") == @fields ]]; then offered+=$'\n'@fields; fi
  else
    offered=$(_tenon_takes "$place $index")
    if ((index == 0)) && [[ -z $ended ]]; then offered+=$'\n'$(_tenon_commands "$place"); fi
  fi

  # Bash replaces only the part after the last : or =.
  local kept='' line reply
  if [[ $current == *[:=]* ]]; then kept=${current%"${current##*[:=]}"}; fi
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      '' | @anything) ;;
      @files)
        compopt -o filenames 2>/dev/null
        while IFS= read -r reply; do
          reply=$before$reply
          COMPREPLY+=("${reply#"$kept"}")
        done < <(compgen -f -- "$value")
        ;;
      @*)
        while IFS= read -r reply; do
          reply=$before$reply
          COMPREPLY+=("$(printf '%q' "${reply#"$kept"}")")
        done < <(_tenon_ask "${line#@}" -- "${words[@]:0:count-1}" "$value")
        ;;
      "$value"*)
        reply=$before$line
        COMPREPLY+=("${reply#"$kept"}")
        ;;
    esac
  done <<<"$offered"
}

complete -F _tenon tenon
