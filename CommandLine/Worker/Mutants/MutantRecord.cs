using System.Text.Json;

namespace Singular.Worker.Mutants;

/// <summary>A file with a line for each mutant that was tried, so that a long run can be stopped and go on later.</summary>
internal sealed class MutantRecord
{
    private readonly string? _file;
    private readonly List<MutantOutcome> _known = [];

    /// <param name="file">Read if it is there, and added to; null for none.</param>
    internal MutantRecord(string? file)
    {
        _file = file;
        if (file is not null && File.Exists(file))
            _known.AddRange(File.ReadLines(file).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<MutantOutcome>(line)!));
    }

    /// <returns>Null when it has not been tried.</returns>
    internal MutantOutcome? Find(string driver, Kernel.Checking.Mutants.Mutant mutant) =>
        _known.Find(outcome => outcome.Driver == driver && outcome.Mutant == mutant);

    internal void Add(MutantOutcome outcome)
    {
        if (_file is not null)
            File.AppendAllText(_file, JsonSerializer.Serialize(outcome) + Environment.NewLine);
    }
}
