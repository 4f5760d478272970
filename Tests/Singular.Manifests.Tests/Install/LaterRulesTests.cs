namespace Singular.Manifests.Tests;

/// <summary>A verifier with other rules than those by which a package was installed.</summary>
public sealed class LaterRulesTests : IDisposable
{
    private const string Kernel = "signer=author -> kernel\n";
    private const string Waiving = "signer=author -> process waive=verification\n";

    private static readonly VerificationFinding s_waivable = new("StackUnexpected", "Acme.Clock.dll: Acme.TheDriver::Now IL_0003", "found int32, expected ref", MayBeWaived: true);
    private static readonly VerificationFinding s_never = new("PInvoke", "Acme.Clock.dll: Acme.TheDriver::Open", "a native method", MayBeWaived: false);

    private readonly TemporaryFolder _folder = new();
    private readonly Checks _checks = new();
    private readonly Root _root;

    public LaterRulesTests()
    {
        Directory.CreateDirectory(_folder["root"]);
        File.WriteAllText(_folder["root/trust"], $"trust {Samples.Key.Fingerprint} as author for *\n");
        File.WriteAllText(_folder["root/policy"], Kernel);
        _root = Root.Open(_folder["root"]);
        File.WriteAllBytes(_folder["clock.nupkg"], Samples.SignedClock());
        new Installer(_root, _checks, _checks, [Samples.ContractFolder], TimeProvider.System).Install([_folder["clock.nupkg"]], InstallOptions.Default);
        _checks.Steps.Clear();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_rules_ask_for_nothing()
    {
        Assert.True(Judge().IsVerified);
        Assert.Empty(_checks.Steps);
    }

    [Fact]
    public void Others_judge_each_package_once()
    {
        Change(new('2', 64));
        Assert.True(Judge().IsVerified);
        Assert.True(Judge().IsVerified);
        Assert.Equal(["verify Acme.Clock"], _checks.Steps);
        Change(new('3', 64), s_waivable);
        Assert.False(Judge().IsVerified);
        Assert.Equal([s_waivable], Judge().LaterFindings);
        Assert.Equal(2, _checks.Steps.Count);
        Assert.True(_root.Store.Installed().Drivers[0].IsVerified, "what was recorded stays");
        Assert.Empty(StoreInspection.Run(_root.Store));
    }

    [Theory]
    [InlineData(Kernel)]
    [InlineData("signer=author -> process\n")]
    public void What_they_refuse_is_left_out_with_the_finding_and_the_line_that_allows_it(string policy)
    {
        Change(new('2', 64), s_waivable);
        SystemPlan plan = Plan(policy);
        Assert.Empty(plan.Resolution.StartOrder);
        string refusal = Assert.Single(plan.Refusals).ToString();
        Assert.Contains("VerificationFailed: Acme.Clock: Acme.Clock.dll: Acme.TheDriver::Now IL_0003: StackUnexpected: found int32, expected ref; the verifier judges by other rules", refusal);
        Assert.Contains("singular policy set Acme.Clock --place process --with waive=verification", refusal);
    }

    [Fact]
    public void A_process_takes_it_when_a_rule_waives_what_was_found()
    {
        Change(new('2', 64), s_waivable);
        SystemPlan plan = Plan(Waiving);
        Assert.Empty(plan.Refusals);
        DriverRecord record = Assert.Single(plan.ToImageRecord(_ => "driver/Acme.Clock").Drivers);
        Assert.Equal((Placement.Process, false), (record.Placement, record.IsVerified));
        Assert.Contains("waived in verification: StackUnexpected", record.Checks);
    }

    [Fact]
    public void What_no_rule_can_waive_is_left_out_everywhere()
    {
        Change(new('2', 64), s_waivable, s_never);
        Assert.Contains("no placement takes it, because no rule can waive PInvoke", Assert.Single(Plan(Waiving).Refusals).ToString());
        Assert.Equal(2, Plan(Kernel).Refusals.Count);
    }

    [Fact]
    public void What_was_waived_at_installing_is_no_news()
    {
        File.WriteAllText(_root.PolicyPath, Waiving);
        Change(new('2', 64), s_waivable);
        File.WriteAllBytes(_folder["two.nupkg"], Samples.SignedClock("Acme.Two", port: 0x400));
        new Installer(_root, _checks, _checks, [Samples.ContractFolder], TimeProvider.System).Install([_folder["two.nupkg"]], InstallOptions.Default);
        Change(new('3', 64), s_waivable);
        InstalledDriver two = Judged().Find("Acme.Two")!;
        Assert.Equal((false, 0), (two.IsVerified, two.LaterFindings.Count));
    }

    [Fact]
    public void A_package_that_cannot_be_judged_is_left_out_by_name()
    {
        Change(new('2', 64));
        File.Delete(Directory.GetFiles(_folder["root/store/packages"]).Single());
        Assert.Contains("StoreDamaged", Assert.Single(Plan(Kernel).Refusals).ToString());
    }

    [Fact]
    public void A_damaged_verdict_is_found_anew()
    {
        Change(new('2', 64));
        Judge();
        string file = Directory.GetFiles(_folder["root/store/verdicts"]).Single();
        File.WriteAllText(file, File.ReadAllText(file)[..10]);
        Assert.True(Judge().IsVerified);
        Assert.Equal(2, _checks.Steps.Count);
    }

    private void Change(string rules, params VerificationFinding[] findings)
    {
        _checks.Rules = rules;
        _checks.Findings.Clear();
        _checks.Findings.AddRange(findings);
    }

    private InstalledSet Judged() => new Reverification(_root.Store, _checks).Judge(_root.Store.Installed());

    private InstalledDriver Judge() => Assert.Single(Judged().Drivers);

    private SystemPlan Plan(string policy) => SystemPlan.Of(Judged(), Policy.Parse(policy, "policy"), _root.Trust());
}
