
# Runs the tenon on the PATH, or the one installed in the project.
function __tenon_ask
    set -l words (commandline -opc)[2..] (string replace -r '^--[^=]*=' '' -- (commandline -ct))
    if command -q tenon
        command tenon complete $argv -- $words </dev/null 2>/dev/null
    else
        command npx --no -- tenon complete $argv -- $words </dev/null 2>/dev/null
    end
end

# Whether the words so far name a command, and have reached one of its arguments if an index is given.
function __tenon_at
    set -l place ''
    set -l index 0
    set -l taking 0
    for word in (commandline -opc)[2..]
        if test $taking = 1
            set taking 0
        else if contains -- $word $__tenon_taking
            set taking 1
        else if string match -q -- '-*' $word
            continue
        else if test $index = 0; and contains -- (string trim "$place $word") $__tenon_places
            set place (string trim "$place $word")
        else
            set index (math $index + 1)
        end
    end
    test "$place" = "$argv[1]"; or return 1
    test (count $argv) = 1; or test $index = "$argv[2]"
end

complete -c tenon -f
