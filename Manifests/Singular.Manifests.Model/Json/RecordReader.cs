using System.Text;
using System.Text.Json;

namespace Singular.Manifests;

/// <summary>Reads JSON whose members stand in one fixed order. Every departure is a <see cref="JsonRecordException"/> that
/// names the place.</summary>
internal ref struct RecordReader
{
    private const int MaxDepth = 8;

    private readonly List<string> _path = ["$"];
    private Utf8JsonReader _json;

    public RecordReader(ReadOnlySpan<byte> utf8, int maxBytes)
    {
        if (utf8.Length > maxBytes)
            throw new JsonRecordException(JsonFault.TooLarge, "$", $"{utf8.Length} bytes, at most {maxBytes} are allowed");
        _json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Disallow });
    }

    public void BeginObject()
    {
        Advance();
        Require(JsonTokenType.StartObject, "an object");
    }

    public void BeginObject(string member)
    {
        Enter(member);
        BeginObject();
    }

    /// <summary>Whether a member that may be absent comes next.</summary>
    public readonly bool IsNext(string member)
    {
        Utf8JsonReader ahead = _json;
        try
        {
            return ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName && ahead.ValueTextEquals(member);
        }
        catch (JsonException)
        {
            // Whoever reads on finds it, and says where.
            return false;
        }
    }

    public void EndObject()
    {
        Advance();
        if (_json.TokenType == JsonTokenType.PropertyName)
            throw Fail(JsonFault.WrongMember, "found one more member, expected the object's end");
        Leave();
    }

    public void End()
    {
        bool isMore;
        try
        {
            isMore = _json.Read();
        }
        catch (JsonException)
        {
            isMore = true;
        }
        if (isMore)
            throw new JsonRecordException(JsonFault.NotJson, "$", "something stands behind the end");
    }

    public void BeginArray(string member)
    {
        Enter(member);
        Advance();
        Require(JsonTokenType.StartArray, "an array");
    }

    /// <summary>Steps into the array's next object; false when the array has ended.</summary>
    public bool NextObject(int index, int maxCount)
    {
        Advance();
        if (_json.TokenType == JsonTokenType.EndArray)
        {
            Leave();
            return false;
        }
        if (index >= maxCount)
            throw Fail(JsonFault.OutOfRange, $"more than {maxCount} entries");
        Require(JsonTokenType.StartObject, "an object");
        _path.Add($"[{index}]");
        return true;
    }

    public string Text(string member, int maxLength, Func<string, bool> isValid, string expected)
    {
        Enter(member);
        Advance();
        Require(JsonTokenType.String, "a string");
        // An escape takes six bytes at most, so this bounds what is decoded.
        if (_json.ValueSpan.Length > maxLength * 6)
            throw Fail(JsonFault.OutOfRange, $"longer than {maxLength} characters");
        string text;
        try
        {
            text = _json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Fail(JsonFault.InvalidText, "not valid Unicode");
        }
        if (text.Length > maxLength)
            throw Fail(JsonFault.OutOfRange, $"longer than {maxLength} characters");
        if (!isValid(text))
            throw Fail(JsonFault.InvalidText, $"expected {expected}");
        Leave();
        return text;
    }

    public long Number(string member, long least, long most)
    {
        Enter(member);
        Advance();
        Require(JsonTokenType.Number, "a whole number");
        bool isCanonical = _json.ValueSpan.IndexOfAnyExcept("-0123456789"u8) < 0;
        if (!isCanonical || !_json.TryGetInt64(out long value) || value < least || value > most)
            throw Fail(JsonFault.OutOfRange, $"found {Encoding.ASCII.GetString(_json.ValueSpan[..Math.Min(24, _json.ValueSpan.Length)])}, expected a whole number from {least} to {most}");
        Leave();
        return value;
    }

    public readonly JsonRecordException Fail(JsonFault fault, string detail) => new(fault, string.Concat(_path), detail);

    private void Enter(string member)
    {
        Advance();
        _path.Add("." + member);
        if (_json.TokenType != JsonTokenType.PropertyName)
            throw Fail(JsonFault.WrongMember, "the member is missing");
        if (!_json.ValueTextEquals(member))
            throw Fail(JsonFault.WrongMember, "another member stands in its place; the members have one fixed order");
    }

    private readonly void Leave()
    {
        if (_path.Count > 1)
            _path.RemoveAt(_path.Count - 1);
    }

    private readonly void Require(JsonTokenType kind, string expected)
    {
        if (_json.TokenType != kind)
            throw Fail(JsonFault.WrongKind, $"found {_json.TokenType}, expected {expected}");
    }

    private void Advance()
    {
        try
        {
            if (_json.Read())
                return;
        }
        catch (JsonException error)
        {
            throw Fail(JsonFault.NotJson, $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}");
        }
        throw Fail(JsonFault.NotJson, "the text ends too early");
    }
}
