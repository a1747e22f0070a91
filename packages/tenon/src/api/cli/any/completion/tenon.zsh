
# Runs the tenon on the PATH, or the one installed in the project.
_tenon_ask() {
  if (( $+commands[tenon] )); then command tenon complete "$@"
  else command npx --no -- tenon complete "$@"
  fi </dev/null 2>/dev/null
}

_tenon() {
  local word place='' taking='' ended='' current=$words[CURRENT]
  local -i index=0 i

  # Finds the command that these words name so far, and the option that waits for a value.
  for (( i = 2; i < CURRENT; i++ )); do
    word=${(Q)words[i]}
    if [[ -n $taking ]]; then taking=''
    elif [[ -n $ended ]]; then index+=1
    elif [[ $word == -- ]]; then ended=1
    elif [[ $word == -* ]]; then
      if [[ $word != *=* && -n "$(_tenon_takes "$place $word")" ]]; then taking=$word; fi
    elif (( index == 0 )) && [[ -n ${(M)${(f)"$(_tenon_commands "$place")"}:#$word:*} ]]; then place=${place:+$place }$word
    else index+=1
    fi
  done

  local -a offered described
  if [[ -n $taking ]]; then offered=(${(f)"$(_tenon_takes "$place $taking")"})
  elif [[ -z $ended && $current == --*=* ]]; then
    offered=(${(f)"$(_tenon_takes "$place ${current%%=*}")"})
    compset -P '*='
  elif [[ -z $ended && $current == -* ]]; then
    described=(${(f)"$(_tenon_options "$place")"})
    _describe option described
    # The options of some commands depend on the words before them.
    [[ "$(_tenon_takes "$place $index")" == @fields ]] || return
    offered=(@fields)
  else
    offered=(${(f)"$(_tenon_takes "$place $index")"})
    if (( index == 0 )) && [[ -z $ended ]]; then
      described=(${(f)"$(_tenon_commands "$place")"})
      (( $#described )) && _describe command described
    fi
  fi

  for word in $offered; do
    case $word in
      @anything) ;;
      @files) _files ;;
      @*) compadd -- ${(f)"$(_tenon_ask ${word#@} -- ${(Q)words[2,CURRENT-1]} "${(Q)PREFIX}")"} ;;
      *) compadd -- $word ;;
    esac
  done
}

# This script is either sourced when the shell starts, or a file named _tenon in a folder of $fpath.
if [[ $funcstack[1] == _tenon ]]; then _tenon "$@"
else compdef _tenon tenon
fi
