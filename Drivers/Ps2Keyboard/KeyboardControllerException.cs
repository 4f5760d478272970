namespace Singular.Drivers.Keyboards;

/// <summary>There is no keyboard controller, or it does not work.</summary>
public sealed class KeyboardControllerException : Exception
{
    /// <param name="reason">What it did not do.</param>
    public KeyboardControllerException(string reason)
        : base("No working PS/2 keyboard controller: " + reason + ". Remove the driver, or enable the controller in the firmware's setup.")
    {
    }
}
