using Singular.Contracts;

namespace Singular.Manifests.Tests;

public sealed class PolicyTests
{
    private static readonly PolicySubject Clock = Subject(DriverAssembly.Clock("Acme.Clock", "1.2.3", 0x300));

    [Theory]
    [InlineData("signer=development -> kernel", "kernel")]
    [InlineData("signer=other -> kernel", "process")]
    [InlineData("signer=* package=Acme.* -> kernel", "kernel")]
    [InlineData("package=Acme -> kernel", "process")]
    [InlineData("package=Other,Acme.Clock -> deny", "deny")]
    [InlineData("version=>=1.0&<2.0 -> kernel", "kernel")]
    [InlineData("version=1.2.3 -> kernel", "kernel")]
    [InlineData("version=<1.2.3 -> kernel", "process")]
    [InlineData("version=>1.2 -> kernel", "kernel")]
    [InlineData("instance=Acme.Clock#0 -> kernel", "kernel")]
    [InlineData("contract=singular.clock -> kernel", "kernel")]
    [InlineData("contract=singular.file* -> kernel", "process")]
    [InlineData("capability=ports -> deny", "deny")]
    [InlineData("capability=interrupts,memory -> deny", "process")]
    [InlineData("capability=machine -> deny", "process")]
    [InlineData("verified=no -> deny", "process")]
    [InlineData("verified=yes -> kernel", "kernel")]
    [InlineData("countersigned=yes -> kernel", "process")]
    [InlineData("countersigned=no -> kernel", "kernel")]
    [InlineData("package=X -> deny\npackage=* -> kernel\npackage=Acme.Clock -> deny", "kernel")]
    [InlineData("", "process")]
    public void The_first_rule_that_matches_decides(string policy, string placement) =>
        Assert.Equal(placement, Parse(policy).Decide(Clock).Placement.ToName());

    [Fact]
    public void A_fingerprint_names_a_signer_too() =>
        Assert.Equal(Placement.Kernel, Parse($"signer={Samples.Key.Fingerprint.ToString().ToLowerInvariant()} -> kernel").Decide(Clock).Placement);

    [Fact]
    public void The_decision_tells_each_rule_that_was_tried_and_the_one_that_decided()
    {
        PolicyDecision decision = Parse("# top\npackage=Other -> deny\nsigner=development -> kernel restart=3/2m memory=64MiB # mine\npackage=* -> deny\n").Decide(Clock);
        Assert.Equal(
            [
                "line 2: package=Other -> deny: no, package=Other does not hold",
                "line 3: signer=development -> kernel restart=3/120s memory=64MiB: decides",
            ],
            decision.Trace);
        Assert.Equal(new RestartRule(3, 120), decision.Restart);
        Assert.Equal(64L << 20, decision.Options.MemoryBytes);
        Assert.Equal("line 3: signer=development -> kernel restart=3/120s memory=64MiB", decision.RuleText);
    }

    [Theory]
    [InlineData("kernel", ":1:1")]
    [InlineData("package=A", ":1:1")]
    [InlineData("-> kernel", ":1:1")]
    [InlineData("package=A -> kernl", ":1:14")]
    [InlineData("package=A -> kernel restart=5", ":1:21")]
    [InlineData("package=A -> kernel restart=0/1s", ":1:21")]
    [InlineData("package=A -> kernel memory=64MB", ":1:21")]
    [InlineData("package=A -> kernel memory=99999999999999GiB", ":1:21")]
    [InlineData("package=A -> kernel ports=0x10-0x5", ":1:21")]
    [InlineData("package=A -> process demote=3", ":1:22")]
    [InlineData("package=A -> kernel work=20", ":1:21")]
    [InlineData("package=A -> kernel work=0ms", ":1:21")]
    [InlineData("package=A -> kernel work=3600001ms", ":1:21")]
    [InlineData("package=A -> kernel processor=20%", ":1:21")]
    [InlineData("package=A -> process processor=0%", ":1:22")]
    [InlineData("package=A -> process processor=1601%", ":1:22")]
    [InlineData("package=A -> kernel demote=0", ":1:21")]
    [InlineData("package=A -> kernel ports=300", ":1:21")]
    [InlineData("package=A -> kernel interrupts=16", ":1:21")]
    [InlineData("package=A -> kernel grant=everything", ":1:21")]
    [InlineData("package=A -> kernel waive=verification", ":1:21")]
    [InlineData("package=A -> deny restart=never", ":1:19")]
    [InlineData("package=A -> kernel restart=never restart=never", ":1:35")]
    [InlineData("package=A package=B -> kernel", ":1:11")]
    [InlineData("package=A; -> kernel", ":1:1")]
    [InlineData("version=x -> kernel", ":1:1")]
    [InlineData("capability=root -> kernel", ":1:1")]
    [InlineData("\n\n  bind A = B#0", ":3:8")]
    [InlineData("bind A.disk = B", ":1:15")]
    [InlineData("bind A.disk = B#0 C", ":1:19")]
    [InlineData("bind A.disk = B#0\nbind A.disk = C#0", ":2:15")]
    public void An_error_names_line_and_column(string text, string place)
    {
        var refused = Assert.Throws<RefusedException>(() => Parse(text));
        Assert.Equal(RefusalCode.PolicyInvalid, refused.Code);
        Assert.Equal("policy" + place, refused.Refusals[0].Where);
    }

    [Fact]
    public void A_rule_is_short_enough_for_the_image_record()
    {
        string names = string.Join(',', Enumerable.Repeat("Acme.Clock", 300));
        Assert.Equal("policy:1:2001", Assert.Throws<RefusedException>(() => Parse($"package={names} -> kernel")).Refusals[0].Where);
    }

    [Fact]
    public void Set_puts_a_rule_on_top_that_keeps_what_the_deciding_rule_granted()
    {
        Policy policy = Parse("# my machine\n\n# rules\nsigner=development package=Acme.* -> kernel restart=5/60s grant=machine\npackage=* -> deny\n");
        PolicyDifference difference = policy.Set("Acme.Clock", Placement.Process, Clock);
        Assert.Equal(
            "# my machine\n\n# rules\nsigner=development package=Acme.Clock -> process restart=5/60s grant=machine\n"
            + "signer=development package=Acme.* -> kernel restart=5/60s grant=machine\npackage=* -> deny\n",
            difference.Policy.Text);
        Assert.Equal("+ signer=development package=Acme.Clock -> process restart=5/60s grant=machine", difference.ToString());
        Assert.Equal(Placement.Process, difference.Policy.Decide(Clock).Placement);
    }

    [Fact]
    public void Set_replaces_the_exact_rule_and_says_what_went_and_what_came()
    {
        Policy policy = Parse("package=Other -> deny\npackage=Acme.Clock -> process memory=1GiB # why\npackage=* -> kernel\n");
        PolicyDifference difference = policy.Set("Acme.Clock", Placement.Kernel, Clock);
        Assert.Equal("- package=Acme.Clock -> process memory=1GiB # why\n+ package=Acme.Clock -> kernel memory=1GiB", difference.ToString());
        Assert.Equal("package=Other -> deny\npackage=Acme.Clock -> kernel memory=1GiB\npackage=* -> kernel\n", difference.Policy.Text);
        Assert.True(difference.Policy.Set("Acme.Clock", Placement.Kernel, Clock).IsEmpty);
    }

    [Fact]
    public void Set_moves_an_exact_rule_that_another_one_hides()
    {
        PolicyDifference difference = Parse("signer=development -> kernel\npackage=Acme.Clock -> process\n").Set("Acme.Clock", Placement.Deny, Clock);
        Assert.Equal("signer=development package=Acme.Clock -> deny\nsigner=development -> kernel\n", difference.Policy.Text);
        Assert.Equal(Placement.Deny, difference.Policy.Decide(Clock).Placement);
    }

    [Fact]
    public void Set_works_on_an_empty_policy_and_for_a_driver_that_is_not_installed()
    {
        Assert.Equal("package=Later -> kernel\n", Parse("").Set("Later", Placement.Kernel, null).Policy.Text);
        Assert.Equal("# only a comment\npackage=Later -> kernel\n", Parse("# only a comment\n").Set("Later", Placement.Kernel, null).Policy.Text);
        Assert.Equal("", Parse("package=Later -> kernel\n").Unset("Later").Policy.Text);
        Assert.Throws<RefusedException>(() => Parse("").Set("a -> kernel\npackage=*", Placement.Kernel, null));
    }

    [Theory]
    [InlineData(0x64, 1)]
    [InlineData(0xCF0, 16)]
    [InlineData(0x20, 2)]
    [InlineData(0, 0x1_0000)]
    public void Ports_that_own_the_machine_need_a_grant(int first, int count)
    {
        PolicySubject subject = Subject(new DriverAssembly("Acme.Clock", typeof(IClock)).Ports("p", first, count).ToBytes());
        PolicyDecision without = Parse("package=* -> kernel").Decide(subject);
        Refusal refusal = Assert.Single(Policy.CheckGrants(subject, without));
        Assert.Equal(RefusalCode.GrantMissing, refusal.Code);
        Assert.Empty(Policy.CheckGrants(subject, Parse("capability=machine -> kernel grant=machine").Decide(subject)));
        Assert.Empty(Policy.CheckGrants(subject, Parse("package=* -> deny").Decide(subject)));
    }

    [Fact]
    public void Ordinary_ports_need_none_and_memory_has_a_ceiling()
    {
        Assert.Empty(Policy.CheckGrants(Clock, Parse("").Decide(Clock)));
        PolicySubject disk = Subject(new DriverAssembly("Acme.Disk", typeof(IBlockDevice)).Memory("m", "disk", 2 << 20).ToBytes());
        Assert.Equal(RefusalCode.MemoryCeilingExceeded, Assert.Single(Policy.CheckGrants(disk, Parse("package=* -> process memory=1MiB").Decide(disk))).Code);
        Assert.Empty(Policy.CheckGrants(disk, Parse("package=* -> process memory=2MiB").Decide(disk)));
    }

    [Fact]
    public void Work_has_a_ceiling_and_processor_time_only_in_a_process()
    {
        PolicySubject disk = Subject(new DriverAssembly("Acme.Disk", typeof(IBlockDevice)).Budget(0, 50).ToBytes());
        Refusal refusal = Assert.Single(Policy.CheckGrants(disk, Parse("package=* -> kernel work=20ms").Decide(disk)));
        Assert.Equal(RefusalCode.WorkCeilingExceeded, refusal.Code);
        Assert.Contains("up to 50 ms, the rule allows 20 ms", refusal.What);
        Assert.Empty(Policy.CheckGrants(disk, Parse("package=* -> kernel work=50ms").Decide(disk)));
        // One that states nothing is held to the ceiling where it runs.
        Assert.Empty(Policy.CheckGrants(Clock, Parse("package=* -> kernel work=20ms").Decide(Clock)));
        Policy policy = Parse("package=Acme.Clock -> process work=20ms processor=25%\n");
        Assert.Equal("package=Acme.Clock -> process work=20ms processor=25%", policy.Rules[0].ToString());
        Assert.Equal("package=Acme.Clock -> kernel work=20ms\n", policy.Set("Acme.Clock", Placement.Kernel, Clock).Policy.Text);
    }

    [Theory]
    [InlineData("package=* -> kernel\npackage=A -> deny", 2)]
    [InlineData("package=A* -> kernel\npackage=AB,AC -> deny", 2)]
    [InlineData("signer=* -> kernel\nsigner=00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF -> deny", 2)]
    [InlineData("signer=a -> kernel\npackage=A signer=a -> deny", 2)]
    [InlineData("countersigned=yes -> kernel\ncountersigned=shop -> deny", 2)]
    [InlineData("countersigned=yes -> kernel\ncountersigned=no -> deny", 0)]
    [InlineData("countersigned=* -> kernel\ncountersigned=no -> deny", 0)]
    [InlineData("package=A -> kernel\npackage=* -> deny", 0)]
    [InlineData("package=A* -> kernel\npackage=A*B -> deny", 0)]
    [InlineData("signer=a package=* -> kernel\npackage=A -> deny", 0)]
    [InlineData("signer=0* -> kernel\nsigner=00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF -> deny", 0)]
    public void A_rule_that_can_never_decide_is_found(string policy, int line) =>
        Assert.Equal(line, Parse(policy).FindShadows().SingleOrDefault()?.Rule.Line ?? 0);

    [Theory]
    [InlineData("ports=0x300-0x31F", "")]
    [InlineData("ports=0x301,0x300", "")]
    [InlineData("ports=0x300", "PortCeilingExceeded")]
    [InlineData("ports=none", "PortCeilingExceeded")]
    [InlineData("interrupts=none", "InterruptCeilingExceeded")]
    [InlineData("interrupts=7,5 ports=0x0-0xFFFF", "")]
    public void A_rule_can_name_the_only_ports_and_interrupts(string options, string expected)
    {
        PolicySubject subject = Subject(new DriverAssembly("Acme.Clock", typeof(IClock)).Ports("p", 0x300, 2).Interrupt("i", 5).ToBytes());
        PolicyDecision decision = Parse($"package=* -> process {options}").Decide(subject);
        Assert.Equal(expected, string.Join(',', Policy.CheckGrants(subject, decision).Select(refusal => refusal.Code)));
        Assert.Equal($"package=* -> process {options}", Parse($"package=* -> process {options}").Rules[0].ToString().Replace("ports=0x0-0xFFFF interrupts=7,5", "interrupts=7,5 ports=0x0-0xFFFF"));
    }

    [Fact]
    public void A_countersignature_can_be_demanded_for_the_kernel()
    {
        Policy policy = Parse("countersigned=shop package=Acme.* -> kernel\npackage=Acme.* -> process\n");
        Assert.Equal(Placement.Process, policy.Decide(Clock).Placement);
        Assert.Equal(Placement.Kernel, policy.Decide(Clock with { Countersigner = "shop" }).Placement);
        Assert.Equal(Placement.Process, policy.Decide(Clock with { Countersigner = "other" }).Placement);
    }

    [Fact]
    public void Set_changes_single_options_and_refuses_what_is_none()
    {
        Policy policy = Parse("package=Acme.Clock -> process memory=1GiB restart=never\n");
        Assert.Equal("package=Acme.Clock -> process restart=never memory=64MiB ports=none\n", policy.Set("Acme.Clock", Placement.Process, Clock, "memory=64MiB", "ports=none").Policy.Text);
        foreach (string bad in (string[])["", "memory", "memory=1MiB restart=never", "a=b", "waive=verification"])
            Assert.Equal(RefusalCode.PolicyInvalid, Assert.Throws<RefusedException>(() => policy.Set("Acme.Clock", Placement.Kernel, Clock, bad)).Code);
    }

    [Fact]
    public void Check_finds_what_cannot_match_what_hangs_and_what_no_rule_is_about()
    {
        using var folder = new TemporaryFolder();
        var store = new DriverStore(folder.Path);
        DriverPackage package = PackageReader.Read(Samples.SignedClock());
        InstalledSet installed = store.Installed().Next([Stored.Driver(package, new string('0', 64))], "test", DateTimeOffset.UnixEpoch, Parse(""));
        TrustStore trust = TrustStore.Parse($"trust {Samples.Key.Fingerprint} as author for *\n", "trust");
        Assert.Equal(
            [
                "line 1: signer=nobody -> kernel: can never match, signer=nobody holds for nobody in the trust file",
                "line 2: countersigned=yes -> kernel: can never match, countersigned=yes holds for nobody in the trust file",
                "line 4: package=XY -> deny: never decides, line 3 matches all that it matches: package=X* -> deny",
                "line 5: bind Nobody.disk = RamDisk#0: no installed driver is called Nobody",
                "line 6: bind Acme.Clock.disk = RamDisk#0: Acme.Clock imports nothing by the name disk",
                "Acme.Clock: no rule is about it, so the default holds: it runs in a process",
            ],
            PolicyCheck.Run(Parse("signer=nobody -> kernel\ncountersigned=yes -> kernel\npackage=X* -> deny\npackage=XY -> deny\nbind Nobody.disk = RamDisk#0\nbind Acme.Clock.disk = RamDisk#0\n"), trust, installed).Select(finding => finding.ToString()));
        Assert.Empty(PolicyCheck.Run(Parse("signer=author -> kernel"), trust, installed));
    }

    [Fact]
    public void Damage_to_the_file_never_does_anything_but_refuse_or_parse() => Mutation.OfText(
        "# c\nsigner=development package=Acme.* version=>=1.0&<2 -> kernel restart=5/60s memory=64MiB grant=machine\nbind Fat.disk = Ram#0\npackage=X -> deny\n",
        damaged => Parse(damaged).Decide(Clock));

    [Theory]
    [InlineData("*", "anything", true)]
    [InlineData("A*C", "ABC", true)]
    [InlineData("A*C", "AC", true)]
    [InlineData("AB*BC", "ABC", false)]
    [InlineData("*b*b*", "abcb", true)]
    [InlineData("*b*b*", "abc", false)]
    [InlineData("A", "a", false)]
    public void Patterns_match_whole_names(string pattern, string name, bool expected)
    {
        Assert.True(NamePattern.TryParse(pattern, out NamePattern parsed));
        Assert.Equal(expected, parsed.Matches(name));
    }

    private static Policy Parse(string text) => Policy.Parse(text, "policy");

    private static PolicySubject Subject(byte[] driver)
    {
        using AssemblyFolders folders = DriverAssembly.Folders();
        DriverManifest manifest = ManifestDerivation.Derive(driver, folders, "");
        return new PolicySubject(manifest, manifest.FirstInstance, "development", Samples.Key.Fingerprint, IsVerified: true);
    }
}
