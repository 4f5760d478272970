using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Channels.Testing;
using Singular.Manifests;

namespace Singular.Kernel.Checking.Tests;

public sealed class StockDriverCheckTests : IDisposable
{
    private static readonly int s_runs = int.TryParse(Environment.GetEnvironmentVariable("SINGULAR_CHECK_RUNS"), out int runs) ? runs : 30;

    private readonly string _folder = Directory.CreateTempSubdirectory("singular-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("CmosClock")]
    [InlineData("RamDisk")]
    [InlineData("Uart16550")]
    [InlineData("Ps2Keyboard")]
    [InlineData("FatFileSystem")]
    public void A_stock_driver_keeps_its_contract_in_both_placements(string id)
    {
        ContractCheck check = DriverCheck.Create(DriverUnderCheck.Load(CheckedImages.Build(_folder, id)), [Placement.Kernel, Placement.Process], CompanionLaws.None);
        check.Runs = s_runs;
        ContractReport report = check.Run();
        Assert.True(report.IsKept, report.ToString());
        Assert.Contains(report.Properties, property => property.Name.Contains("kernel and process", StringComparison.Ordinal) && property.Calls > 0);
    }

    /// <summary>A check that cannot fail proves nothing.</summary>
    [Fact]
    public void A_spoilt_driver_does_not_pass()
    {
        string image = CheckedImages.Build(_folder, "RamDisk");
        string spoilt = Path.Combine(_folder, "Spoilt.dll");
        using (AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, "RamDisk.dll")))
        {
            assembly.Name.Name = "Spoilt";
            TypeDefinition driver = assembly.MainModule.GetType("Singular.Drivers.Storage.RamDisk");
            Instruction write = driver.Methods.Single(method => method.Name == "Write").Body.Instructions.Single(
                instruction => instruction.Operand is MethodReference { Name: "Write", DeclaringType.Name: "MemoryBlock" });
            // The call takes three values and gives none; its place is taken by three pops.
            ILProcessor il = driver.Methods.Single(method => method.Name == "Write").Body.GetILProcessor();
            il.InsertAfter(write, il.Create(OpCodes.Pop));
            il.InsertAfter(write, il.Create(OpCodes.Pop));
            il.Replace(write, il.Create(OpCodes.Pop));
            assembly.Write(spoilt);
        }
        ContractCheck check = DriverCheck.Create(DriverUnderCheck.Load(image, spoilt), [Placement.Kernel], CompanionLaws.None);
        check.Runs = 300;
        ContractReport report = check.Run();
        Assert.False(report.IsKept);
        Assert.Contains("IBlockDevice.Read: expected Ok(", report.Properties[^1].Violation, StringComparison.Ordinal);
    }

    [Fact]
    public void Hardware_that_is_not_simulated_is_said_to_be()
    {
        string image = CheckedImages.Build(_folder, "CmosClock");
        string record = Path.Combine(image, ImageRecord.EntryName);
        File.WriteAllText(record, File.ReadAllText(record).Replace("\"first\": 112", "\"first\": 752", StringComparison.Ordinal));
        CheckException refused = Assert.Throws<CheckException>(() => DriverCheck.Create(DriverUnderCheck.Load(image), [Placement.Kernel], CompanionLaws.None));
        Assert.Contains("0x2F0-0x2F1", refused.Message, StringComparison.Ordinal);
    }
}
