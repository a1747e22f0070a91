# Types lines into an interactive zsh, each with a tab behind it, and prints what tenon is run with then. What is read of it is waited for.
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'autoload -U compinit; compinit -u -D; source <(command tenon completion zsh)'
zpty -w z 'tenon() { print -r -- "ra""n: ${(j:|:)@} :end" }'
for line in $@; do
  zpty -w -n z $line$'\t\n'
  zpty -r -m z out '*ran: *:end*'
  print -r -- ${${out##*ran: }%% :end*}
done
zpty -d z
