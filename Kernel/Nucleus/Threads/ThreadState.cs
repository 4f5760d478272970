namespace Singular.Nucleus;

internal enum ThreadState
{
    Ready,
    Running,
    Blocked,
}
