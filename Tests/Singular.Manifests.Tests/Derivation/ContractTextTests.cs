using Mono.Cecil;
using Singular.Contracts;

namespace Singular.Manifests.Tests;

public sealed class ContractTextTests
{
    [Fact]
    public void The_clock_contract_has_the_text_that_the_documentation_shows()
    {
        ContractText text = Contract("singular.clock");
        Assert.Equal(
            """
            contract singular.clock 1.0
            interface Singular.Contracts.IClock
            repeatable
            call Now() -> Singular.Channels.Result<Singular.Contracts.CalendarTime, Singular.Contracts.ClockError>
            enum Singular.Contracts.ClockError : int { NotReady = 0, InvalidTime = 1 }
            struct Singular.Contracts.CalendarTime (int Year, int Month, int Day, int Hour, int Minute, int Second)

            """,
            text.Text.Replace("\n" + "enum Singular.Channels", "\n"));
        Assert.Equal(64, text.Hash.Length);
    }

    [Fact]
    public void Every_contract_of_the_system_has_a_text_and_endpoints_are_named_not_written_out()
    {
        using AssemblyFolders folders = DriverAssembly.Folders();
        IReadOnlyList<ContractText> texts = ManifestDerivation.Contracts(File.ReadAllBytes(typeof(IClock).Assembly.Location), folders);
        Assert.True(texts.Count >= 7);
        Assert.Equal(texts.Count, texts.Select(text => text.Hash).Distinct().Count());
        string files = texts.Single(text => text.Name == "singular.file-system").Text;
        Assert.Contains("uses singular.file 1 as Singular.Contracts.IFile\n", files);
        Assert.DoesNotContain("SetLength", files);
        Assert.Contains("call Close() -> Singular.Channels.Result<Singular.Channels.Done, Singular.Contracts.FileError> ends\n", texts.Single(text => text.Name == "singular.file").Text);
    }

    [Fact]
    public void Buffers_that_move_stand_in_the_text()
    {
        string text = Contract("singular.network-device").Text;
        Assert.Contains("call Send(Singular.Channels.Owned<byte>) -> Singular.Channels.Result<Singular.Channels.Done, Singular.Contracts.NetworkError>\n", text);
        Assert.Contains("call TryReceive() -> Singular.Channels.Result<Singular.Channels.Owned<byte>, Singular.Contracts.NetworkError>\n", text);
        Assert.Contains(ContractModel.Parse(text).Members, member => member.Name == "Send");
    }

    [Theory]
    [InlineData("rename a member")]
    [InlineData("rename a struct's value")]
    [InlineData("change an enum's value")]
    [InlineData("drop an attribute")]
    public void Whatever_changes_the_contract_changes_its_hash(string change)
    {
        string before = Contract("singular.clock").Hash;
        ContractText after = Contract("singular.clock", module =>
        {
            TypeDefinition clock = module.GetType("Singular.Contracts.IClock");
            switch (change)
            {
                case "rename a member": clock.Methods[0].Name = "Then"; break;
                case "rename a struct's value":
                    module.GetType("Singular.Contracts.CalendarTime").Methods.First(method => method.IsConstructor).Parameters[0].Name = "Jahr";
                    break;
                case "change an enum's value": module.GetType("Singular.Contracts.ClockError").Fields.Last().Constant = 9; break;
                default: clock.CustomAttributes.Remove(clock.CustomAttributes.First(attribute => attribute.AttributeType.Name == "RepeatableAttribute")); break;
            }
        });
        Assert.NotEqual(before, after.Hash);
    }

    [Fact]
    public void A_minor_version_may_add_members_and_nothing_else()
    {
        ContractText old = Contract("singular.clock");
        ContractText added = Contract("singular.clock", GrownContracts.AddMember);
        Assert.Equal((1, 1), (added.Major, added.Minor));
        ContractModel next = ContractModel.Parse(added.Text);
        Assert.Equal(1, next.Members.Single(member => member.Name == "Zone").Since);
        Assert.True(ContractDifference.Between(ContractModel.Parse(old.Text), next).IsCompatible);
        Assert.False(ContractDifference.Between(next, ContractModel.Parse(old.Text)).IsCompatible);
    }

    [Fact]
    public void A_class_cannot_cross_a_channel()
    {
        var refused = Assert.Throws<RefusedException>(() => Contract("singular.clock", module =>
            module.GetType("Singular.Contracts.IClock").Methods[0].ReturnType = module.ImportReference(typeof(Channels.ContractAttribute))));
        Assert.Equal(RefusalCode.ContractInvalid, refused.Code);
    }

    private static ContractText Contract(string name, Action<ModuleDefinition>? change = null)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(typeof(IClock).Assembly.Location, new ReaderParameters { InMemory = true });
        change?.Invoke(assembly.MainModule);
        var stream = new MemoryStream();
        assembly.Write(stream);
        using AssemblyFolders folders = DriverAssembly.Folders();
        return ManifestDerivation.Contracts(stream.ToArray(), folders).Single(text => text.Name == name);
    }
}
