#!/usr/bin/env bash
# Builds the nucleus: build.sh OUTDIR -> OUTDIR/nucleus.elf. Needs the .NET SDK, clang, ld.lld, objdump, and the ilc package,
# whose version is the property ILCompilerVersion of Directory.Build.props.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# -eq 1 ] || { echo "usage: build.sh OUTDIR" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)

for tool in dotnet clang ld.lld objdump; do
    command -v "$tool" >/dev/null || { echo "build.sh: $tool is missing; run ./singular setup, or install the packages clang, lld and binutils" >&2; exit 2; }
done

version=$(sed -n 's:.*<ILCompilerVersion>\(.*\)</ILCompilerVersion>.*:\1:p' "$here/../../Directory.Build.props")
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
package=$packages/runtime.linux-x64.microsoft.dotnet.ilcompiler/$version
if [ ! -x "$package/tools/ilc" ]; then
    dotnet restore "$here/Compiler/Compiler.csproj" --verbosity quiet
    chmod +x "$package/tools/ilc" 2>/dev/null || true
fi
[ -e "$package/tools/ilc" ] || { echo "build.sh: ilc $version is not at $package/tools/ilc" >&2; exit 2; }

sdk=$(dotnet --list-sdks | tail -1 | sed 's:\(.*\) \[\(.*\)\]:\2/\1:')
work=$(mktemp -d "$out/build.XXXXXX")
trap '[ -n "${KEEP_WORK:-}" ] || rm -rf "$work"' EXIT

# CS0169 and CS0649 (field never used or assigned): the compiler does not count uses through `fixed` and pointers.
find "$here" -name '*.cs' -not -path '*/bin/*' -not -path '*/obj/*' | sort > "$work/sources"
dotnet "$sdk/Roslyn/bincore/csc.dll" -nologo -nostdlib -noconfig -unsafe -optimize+ -deterministic -langversion:14 -nullable:enable \
    -warnaserror+ -nowarn:CS0169,CS0649 -pathmap:"$here"=/_/Nucleus -runtimemetadataversion:v4.0.30319 -main:Singular.Nucleus.Startup -out:"$work/nucleus.dll" @"$work/sources"
"$package/tools/ilc" "$work/nucleus.dll" -o:"$work/nucleus.o" --systemmodule:nucleus --targetos:linux --targetarch:x64 -O \
    --reflectiondata:none > "$work/ilc.log" 2>&1 || { cat "$work/ilc.log" >&2; exit 1; }
if grep -q 'will always throw' "$work/ilc.log"; then
    cat "$work/ilc.log" >&2
    exit 1
fi

# Vector registers belong to programs: nucleus code that touched one would destroy it unseen.
if objdump -d --no-show-raw-insn "$work/nucleus.o" | awk '/>:$/ {name=$2} /%[xyz]mm/ {print name; found=1} END {exit !found}' | sort -u > "$work/vector"; then
    echo "build.sh: these functions use vector registers:" >&2
    cat "$work/vector" >&2
    exit 1
fi

for part in boot entry processor; do
    clang -c -x assembler "$here/Assembly/$part.s" -o "$work/$part.o"
done
ld.lld -T "$here/Assembly/link.ld" -z max-page-size=4096 --no-rosegment -o "$work/nucleus.elf" \
    "$work/boot.o" "$work/entry.o" "$work/processor.o" "$work/nucleus.o"
mv "$work/nucleus.elf" "$out/nucleus.elf"
