namespace Singular.CommandLine.Help;

/// <summary>Examples for the help of each verb, by its words.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string[]> Lines = new(StringComparer.Ordinal)
    {
        ["boot"] = ["singular boot", "singular boot --script commands.txt", "echo drivers | singular boot --hosted --script -", "singular boot --safe"],
        ["status"] = ["singular status", "singular status --json"],
        ["list"] = ["singular list", "singular list --json"],
        ["policy"] = ["singular policy explain CmosClock", "singular policy set CmosClock --place process"],
        ["policy show"] = ["singular policy show", "singular policy show --json"],
        ["policy set"] = ["singular policy set CmosClock --place process", "singular policy set Acme.Nic --place process --with memory=64MiB --with restart=3/10m", "singular policy set Acme.Nic --place kernel --with demote=3 --with work=20ms", "singular policy set Acme.Nic --place process --with processor=25%"],
        ["policy unset"] = ["singular policy unset CmosClock"],
        ["policy edit"] = ["EDITOR=nano singular policy edit"],
        ["policy check"] = ["singular policy check", "singular policy check --json"],
        ["policy explain"] = ["singular policy explain CmosClock", "singular policy explain CmosClock --json"],
        ["policy diff"] = ["singular policy diff", "singular policy diff stricter-policy", "singular policy diff --json"],
        ["trust"] = ["singular trust add --from Acme.Nic.1.0.0.nupkg --as acme --for 'Acme.*'", "singular trust list"],
        ["trust add"] = ["singular trust add --from Acme.Nic.1.0.0.nupkg --as acme --for 'Acme.*'", "singular trust add ca.pem --authority --as example-ca --for 'Example.*'", "singular trust add --attest --from Acme.Nic.1.0.0.check --as lab", "singular trust add --stamp --from Acme.Nic.1.0.0.nupkg --as clock"],
        ["trust list"] = ["singular trust list", "singular trust list --json"],
        ["trust show"] = ["singular trust show"],
        ["trust remove"] = ["singular trust remove acme"],
        ["trust revoke"] = ["singular trust revoke acme --reason 'key lost in March'"],
        ["install"] = ["singular install Acme.Nic.1.0.0.nupkg", "singular install Acme.Nic@1.2.0 --source feed --dry-run", "singular install 'Acme.Nic@[1.2,2.0)' --source https://feed.example.org/v3/index.json", "singular install --locked singular.lock --source feed", "singular install feed --dry-run --json", "singular install Acme.Nic.1.0.0.nupkg --attestation Acme.Nic.1.0.0.check"],
        ["upgrade"] = ["singular upgrade --source feed", "singular upgrade --source https://feed.example.org/v3/index.json", "singular upgrade Acme.Nic --source feed --accept"],
        ["rollback"] = ["singular rollback", "singular rollback 12"],
        ["remove"] = ["singular remove Acme.Nic"],
        ["history"] = ["singular history --last 5", "singular history --json"],
        ["lock"] = ["singular lock -o singular.lock"],
        ["log"] = ["singular log show", "singular log verify"],
        ["log show"] = ["singular log show --json"],
        ["log verify"] = ["singular log verify --head 3f2a…", "singular log verify --json"],
        ["store"] = ["singular store check"],
        ["store check"] = ["singular store check", "singular store check --json", "singular store check --mend --source feed"],
        ["report"] = ["singular report Acme.Nic --log console.txt"],
        ["image"] = ["singular image", "singular image --json"],
        ["run"] = ["singular run --hosted", "singular run Acme.Rtc --place process", "singular run --debug"],
        ["contract"] = ["singular contract list"],
        ["contract list"] = ["singular contract list", "singular contract list --json"],
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
        ["explain"] = ["singular explain StackUnexpected", "singular explain StackUnexpected --json"],
        ["keys"] = ["singular keys new acme"],
        ["keys new"] = ["singular keys new acme --passphrase-file phrase"],
        ["keys list"] = ["singular keys list", "singular keys list --json"],
        ["sign"] = ["singular sign Acme.Nic.1.0.0.nupkg --key acme --timestamp http://timestamp.example.org", "singular sign Acme.Nic.1.0.0.nupkg --certificate acme.pem --signer 'openssl dgst -sha256 -sign acme.key'"],
        ["countersign"] = ["singular countersign Acme.Nic.1.0.0.nupkg --key shop --index https://feed.example.org/v3/index.json --owner acme"],
        ["doctor"] = ["singular doctor", "singular doctor --json"],
        ["bench"] = ["singular bench", "singular bench --json"],
        ["bench channel"] = ["singular bench channel", "singular bench channel --no-machine"],
        ["setup"] = ["./singular setup"],
        ["test"] = ["./singular test"],
    };

    /// <summary>The examples of a verb; empty where it has none.</summary>
    /// <param name="words">The verb's words, e.g. <c>policy set</c>.</param>
    public static IReadOnlyList<string> Of(string words) => Lines.GetValueOrDefault(words, []);
}
