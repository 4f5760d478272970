using System.Buffers;
using System.Text.Json;

namespace Singular.Manifests;

/// <summary>The JSON form of a <see cref="DriverManifest"/>: UTF-8, indented by two spaces, members in one fixed order, a
/// line feed at the end. The same manifest gives the same bytes.</summary>
public static class ManifestJson
{
    /// <summary>The form of a manifest without a budget.</summary>
    public const int Format = 1;

    /// <summary>The form of a manifest with a budget, which stands behind all that the first form has. A driver that states none keeps
    /// the first form, so that no package that exists changes.</summary>
    public const int BudgetFormat = 2;

    /// <summary>Reads a manifest and checks every value.</summary>
    /// <exception cref="JsonRecordException">It is not a manifest.</exception>
    public static DriverManifest Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new RecordReader(utf8, ManifestLimits.MaxManifestBytes);
        reader.BeginObject();
        DriverManifest manifest = ReadMembers(ref reader);
        reader.EndObject();
        reader.End();
        return manifest;
    }

    public static byte[] Write(DriverManifest manifest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, RecordJson.WriterOptions))
        {
            json.WriteStartObject();
            WriteMembers(json, manifest);
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    internal static DriverManifest ReadMembers(ref RecordReader reader)
    {
        long format = reader.Number("format", 1, int.MaxValue);
        if (format is not (Format or BudgetFormat))
            throw reader.Fail(JsonFault.UnknownFormat, $"expected format {Format} or {BudgetFormat}");
        return new DriverManifest
        {
            Id = reader.Text("id", ManifestLimits.MaxIdLength, NameRules.IsPackageId, "a package id"),
            Version = RecordJson.ReadVersion(ref reader),
            Profile = (int)reader.Number("profile", 1, int.MaxValue),
            KernelInterface = (int)reader.Number("kernelInterface", 1, int.MaxValue),
            DriverType = reader.Text("driverType", ManifestLimits.MaxNameLength, NameRules.IsTypeName, "a type's full name"),
            Description = reader.Text("description", ManifestLimits.MaxTextLength, TextRules.IsPlain, "text without control characters"),
            License = reader.Text("license", ManifestLimits.MaxTextLength, TextRules.IsPlain, "text without control characters"),
            Provides = ReadProvides(ref reader),
            Imports = ReadImports(ref reader),
            Ports = ReadPorts(ref reader),
            Interrupts = ReadInterrupts(ref reader),
            Memory = ReadMemory(ref reader),
            Budget = format == BudgetFormat ? ReadBudget(ref reader) : DriverBudget.None,
        };
    }

    internal static void WriteMembers(Utf8JsonWriter json, DriverManifest manifest)
    {
        json.WriteNumber("format", manifest.Budget == DriverBudget.None ? Format : BudgetFormat);
        json.WriteString("id", manifest.Id);
        json.WriteString("version", manifest.Version.ToString());
        json.WriteNumber("profile", manifest.Profile);
        json.WriteNumber("kernelInterface", manifest.KernelInterface);
        json.WriteString("driverType", manifest.DriverType);
        json.WriteString("description", manifest.Description);
        json.WriteString("license", manifest.License);
        json.WriteStartObject("provides");
        WriteContract(json, manifest.Provides);
        json.WriteEndObject();
        json.WriteStartArray("imports");
        foreach (ImportedContract import in manifest.Imports)
        {
            json.WriteStartObject();
            json.WriteString("parameter", import.Parameter);
            WriteContract(json, import.Contract);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteResources(json, manifest);
    }

    private static void WriteResources(Utf8JsonWriter json, DriverManifest manifest)
    {
        json.WriteStartArray("ports");
        foreach (PortRange ports in manifest.Ports)
        {
            json.WriteStartObject();
            json.WriteString("parameter", ports.Parameter);
            json.WriteNumber("first", ports.First);
            json.WriteNumber("count", ports.Count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("interrupts");
        foreach (InterruptLine interrupt in manifest.Interrupts)
        {
            json.WriteStartObject();
            json.WriteString("parameter", interrupt.Parameter);
            json.WriteNumber("line", interrupt.Line);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("memory");
        foreach (MemoryRequest memory in manifest.Memory)
        {
            json.WriteStartObject();
            json.WriteString("parameter", memory.Parameter);
            json.WriteString("name", memory.Name);
            json.WriteNumber("bytes", memory.Bytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (manifest.Budget == DriverBudget.None)
            return;
        json.WriteStartObject("budget");
        json.WriteNumber("memoryBytes", manifest.Budget.MemoryBytes);
        json.WriteNumber("workMilliseconds", manifest.Budget.WorkMilliseconds);
        json.WriteEndObject();
    }

    private static void WriteContract(Utf8JsonWriter json, ContractReference contract)
    {
        json.WriteString("contract", contract.Name);
        json.WriteNumber("major", contract.Major);
        json.WriteNumber("minor", contract.Minor);
        json.WriteString("hash", contract.Hash);
    }

    private static ContractReference ReadProvides(ref RecordReader reader)
    {
        reader.BeginObject("provides");
        ContractReference contract = ReadContract(ref reader);
        reader.EndObject();
        return contract;
    }

    private static ContractReference ReadContract(ref RecordReader reader) => new(
        reader.Text("contract", ManifestLimits.MaxNameLength, NameRules.IsContractName, "a contract name"),
        (int)reader.Number("major", 1, ushort.MaxValue),
        (int)reader.Number("minor", 0, ushort.MaxValue),
        reader.Text("hash", 64, NameRules.IsSha256, "64 lower-case hexadecimal digits"));

    private static List<ImportedContract> ReadImports(ref RecordReader reader)
    {
        var imports = new List<ImportedContract>();
        reader.BeginArray("imports");
        while (reader.NextObject(imports.Count, ManifestLimits.MaxListLength))
        {
            imports.Add(new ImportedContract(RecordJson.ReadParameter(ref reader), ReadContract(ref reader)));
            reader.EndObject();
        }
        return imports;
    }

    private static List<PortRange> ReadPorts(ref RecordReader reader)
    {
        var ports = new List<PortRange>();
        reader.BeginArray("ports");
        while (reader.NextObject(ports.Count, ManifestLimits.MaxListLength))
        {
            string parameter = RecordJson.ReadParameter(ref reader);
            int first = (int)reader.Number("first", 0, 0xFFFF);
            ports.Add(new PortRange(parameter, first, (int)reader.Number("count", 1, 0x1_0000 - first)));
            reader.EndObject();
        }
        return ports;
    }

    private static List<InterruptLine> ReadInterrupts(ref RecordReader reader)
    {
        var interrupts = new List<InterruptLine>();
        reader.BeginArray("interrupts");
        while (reader.NextObject(interrupts.Count, ManifestLimits.MaxListLength))
        {
            interrupts.Add(new InterruptLine(RecordJson.ReadParameter(ref reader), (int)reader.Number("line", 0, 15)));
            reader.EndObject();
        }
        return interrupts;
    }

    private static DriverBudget ReadBudget(ref RecordReader reader)
    {
        reader.BeginObject("budget");
        var budget = new DriverBudget(
            reader.Number("memoryBytes", 0, ManifestLimits.MaxMemoryBytes), (int)reader.Number("workMilliseconds", 0, DriverBudget.MaxWorkMilliseconds));
        if (budget == DriverBudget.None)
            throw reader.Fail(JsonFault.OutOfRange, "a budget that states nothing; expected none at all");
        reader.EndObject();
        return budget;
    }

    private static List<MemoryRequest> ReadMemory(ref RecordReader reader)
    {
        var memory = new List<MemoryRequest>();
        reader.BeginArray("memory");
        while (reader.NextObject(memory.Count, ManifestLimits.MaxListLength))
        {
            memory.Add(new MemoryRequest(
                RecordJson.ReadParameter(ref reader),
                reader.Text("name", 64, NameRules.IsMemoryName, "lower-case letters, digits and hyphens"),
                reader.Number("bytes", ManifestLimits.MinMemoryBytes, ManifestLimits.MaxMemoryBytes)));
            reader.EndObject();
        }
        return memory;
    }
}
