namespace Singular.CommandLine.Help;

/// <summary>Examples for the help of each verb, by its words.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string[]> Lines = new(StringComparer.Ordinal)
    {
        ["boot"] = ["singular boot", "singular boot --script commands.txt", "echo drivers | singular boot --hosted --script -", "singular boot --safe"],
        ["status"] = ["singular status"],
        ["list"] = ["singular list", "singular list --json"],
        ["policy"] = ["singular policy explain CmosClock", "singular policy set CmosClock --place process"],
        ["policy show"] = ["singular policy show"],
        ["policy set"] = ["singular policy set CmosClock --place process", "singular policy set Acme.Nic --place process --with memory=64MiB --with restart=3/10m", "singular policy set Acme.Nic --place kernel --with demote=3"],
        ["policy unset"] = ["singular policy unset CmosClock"],
        ["policy edit"] = ["EDITOR=nano singular policy edit"],
        ["policy check"] = ["singular policy check"],
        ["policy explain"] = ["singular policy explain CmosClock"],
        ["policy diff"] = ["singular policy diff", "singular policy diff stricter-policy"],
        ["trust"] = ["singular trust add --from Acme.Nic.1.0.0.nupkg --as acme --for 'Acme.*'", "singular trust list"],
        ["trust add"] = ["singular trust add --from Acme.Nic.1.0.0.nupkg --as acme --for 'Acme.*'", "singular trust add ca.pem --authority --as example-ca --for 'Example.*'", "singular trust add --stamp --from Acme.Nic.1.0.0.nupkg --as clock"],
        ["trust list"] = ["singular trust list"],
        ["trust show"] = ["singular trust show"],
        ["trust remove"] = ["singular trust remove acme"],
        ["trust revoke"] = ["singular trust revoke acme --reason 'key lost in March'"],
        ["install"] = ["singular install Acme.Nic.1.0.0.nupkg", "singular install Acme.Nic@1.2.0 --source feed --dry-run", "singular install --locked singular.lock --source feed"],
        ["upgrade"] = ["singular upgrade --source feed", "singular upgrade Acme.Nic --source feed --accept"],
        ["rollback"] = ["singular rollback", "singular rollback 12"],
        ["remove"] = ["singular remove Acme.Nic"],
        ["history"] = ["singular history --last 5"],
        ["lock"] = ["singular lock -o singular.lock"],
        ["log"] = ["singular log show", "singular log verify"],
        ["log show"] = ["singular log show --json"],
        ["log verify"] = ["singular log verify --head 3f2a…"],
        ["store"] = ["singular store check"],
        ["store check"] = ["singular store check", "singular store check --mend --source feed"],
        ["report"] = ["singular report Acme.Nic --log console.txt"],
        ["image"] = ["singular image"],
        ["run"] = ["singular run --hosted", "singular run Acme.Rtc --place process", "singular run --debug"],
        ["contract"] = ["singular contract list"],
        ["contract list"] = ["singular contract list"],
        ["contract show"] = ["singular contract show singular.clock"],
        ["contract diagram"] = ["singular contract diagram singular.file-system"],
        ["contract diff"] = ["singular contract diff old new"],
        ["profile"] = ["singular profile show"],
        ["profile show"] = ["singular profile show System.String"],
        ["profile refs"] = ["singular profile refs --out refs"],
        ["trusted"] = ["singular trusted --json"],
        ["symbolize"] = ["singular symbolize console.txt --pdb obj/Release/net9.0"],
        ["inspect"] = ["singular inspect Acme.Nic.1.0.0.nupkg", "singular inspect CmosClock --json"],
        ["pack"] = ["singular pack bin/Release/net9.0/Acme.Nic.dll --license MIT"],
        ["verify"] = ["singular verify bin/Release/net9.0/Acme.Nic.dll", "singular verify Acme.Nic.dll --format sarif"],
        ["check"] = ["singular check Acme.Nic.1.0.0.nupkg", "singular check Acme.Nic.1.0.0.nupkg --runs 100 --placement kernel", "singular check Acme.Nic.1.0.0.nupkg --attest Acme.Nic.1.0.0.check --key acme"],
        ["explain"] = ["singular explain StackUnexpected"],
        ["keys"] = ["singular keys new acme"],
        ["keys new"] = ["singular keys new acme --passphrase-file phrase"],
        ["keys list"] = ["singular keys list"],
        ["sign"] = ["singular sign Acme.Nic.1.0.0.nupkg --key acme --timestamp http://timestamp.example.org", "singular sign Acme.Nic.1.0.0.nupkg --certificate acme.pem --signer 'openssl dgst -sha256 -sign acme.key'"],
        ["countersign"] = ["singular countersign Acme.Nic.1.0.0.nupkg --key shop --index https://feed.example.org/v3/index.json --owner acme"],
        ["doctor"] = ["singular doctor"],
        ["bench mutants"] = ["singular bench mutants", "singular bench mutants RamDisk --count 40 --runs 200"],
        ["bench"] = ["singular bench", "singular bench --json"],
        ["setup"] = ["./singular setup"],
        ["test"] = ["./singular test"],
    };

    /// <summary>The examples of a verb; empty where it has none.</summary>
    /// <param name="words">The verb's words, e.g. <c>policy set</c>.</param>
    public static IReadOnlyList<string> Of(string words) => Lines.GetValueOrDefault(words, []);
}
