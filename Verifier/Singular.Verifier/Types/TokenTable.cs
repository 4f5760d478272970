using Singular.Verifier.Images;

namespace Singular.Verifier.Types;

/// <summary>What is known about rows of the module under verification, by metadata token.</summary>
internal sealed class TokenTable<T>(RawMetadata metadata)
    where T : class
{
    private readonly T?[]?[] _rows = new T?[]?[TableSchema.TableCount];

    /// <summary>The value of a row; null when there is none yet or the module has no such row.</summary>
    /// <param name="token">Table number in the highest byte, row from 1 in the others.</param>
    public T? Find(uint token)
    {
        var rows = token >> 24 < TableSchema.TableCount ? _rows[token >> 24] : null;
        var index = (token & 0xFFFFFF) - 1;
        return rows is not null && index < rows.Length ? rows[index] : null;
    }

    /// <summary>Keeps the value of a row; of a row that the module does not have nothing is kept.</summary>
    public T Keep(uint token, T value)
    {
        var table = token >> 24;
        var index = (token & 0xFFFFFF) - 1;
        if (table < TableSchema.TableCount && TableSchema.Tables[table] is not null && index < metadata.Rows((TableId)table))
            (_rows[table] ??= new T?[metadata.Rows((TableId)table)])[index] = value;
        return value;
    }
}
