namespace Singular.Contracts;

public enum KeyboardError
{
    /// <summary>No event is waiting.</summary>
    Empty,
}
