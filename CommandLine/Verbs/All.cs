using System.CommandLine;

namespace Singular.CommandLine.Verbs;

/// <summary>The verbs, in the order in which a newcomer needs them.</summary>
internal static class All
{
    /// <summary>Says more about what is done and what fails.</summary>
    public static readonly Option<bool> Verbose = new("--verbose") { Description = "Say more: steps whose result was kept, and where in the program a failure arose.", Recursive = true };

    public static RootCommand Create()
    {
        RootCommand root = Tree();
        root.Add(Verbose);
        Help.HelpWithExamples.AddTo(root);
        return root;
    }

    private static RootCommand Tree() => new("Singular: an operating system whose drivers are verified IL packages.")
    {
        ScriptVerb("setup", "Install what is missing on this machine, build, and put 'singular' on the PATH."),
        BootVerb.Create(),
        StatusVerb.Create(),
        ListVerb.Create(),
        PolicyVerb.Create(),
        TrustVerb.Create(),
        InstallVerb.Create(),
        UpgradeVerb.Create(),
        RollbackVerb.Create(),
        RemoveVerb.Create(),
        HistoryVerb.Create(),
        LockVerb.Create(),
        LogVerb.Create(),
        StoreVerb.Create(),
        ReportVerb.Create(),
        ImageVerb.Create(),
        RunVerb.Create(),
        InspectVerb.Create(),
        PackVerb.Create(),
        VerifyVerb.Create(),
        CheckVerb.Create(),
        ContractVerb.Create(),
        ExplainVerb.Create(),
        ProfileVerb.Create(),
        TrustedVerb.Create(),
        SymbolizeVerb.Create(),
        OracleVerb.Create(),
        KeysVerb.Create(),
        SignVerb.Create(),
        CountersignVerb.Create(),
        DoctorVerb.Create(),
        BenchVerb.Create(),
        ManVerb.Create(),
        ScriptVerb("test", "Build and run every test of the checkout."),
    };

    /// <summary>A verb that the set-up-and-run script carries out before this program starts.</summary>
    private static Command ScriptVerb(string name, string description)
    {
        var command = new Command(name, description);
        command.SetAction(int (_) => throw CommandFailure.CouldNotRun($"'{name}' is carried out by the script ./singular of the checkout; start it as ./singular {name}."));
        return command;
    }
}
