using System.Runtime.CompilerServices;
using Singular.Channels.Runtime;

namespace Singular.Channels.Tests;

/// <summary>What is left of a dead domain: its name and number, and nothing of what others had to do with it.</summary>
public sealed class DeadDomainTests
{
    [Fact]
    public void Who_listened_for_the_death_of_a_domain_is_let_go()
    {
        var domain = new Domain("Mortal#0", DomainOptions.None);
        WeakReference listener = Listen(domain);
        domain.Condemn("Test", "ended by the test");
        for (int i = 0; i < 10 && listener.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(listener.IsAlive, "a life that ended is still held, with the memory of its channels");
        domain.Retire();
    }

    [Fact]
    public void The_death_of_a_domain_is_told_once()
    {
        var domain = new Domain("Mortal#0", DomainOptions.None);
        int told = 0;
        domain.Died += _ => told++;
        domain.Stop();
        domain.Condemn("Test", "too late");
        Assert.Equal(1, told);
        domain.Retire();
    }

    /// <summary>What still has the number of a domain that was forgotten is nobody's: not the kernel's, and not a later domain's.</summary>
    [Fact]
    public void A_number_is_given_once_and_belongs_to_nobody_afterwards()
    {
        var domain = new Domain("Numbered#0", DomainOptions.None);
        Assert.Equal(1, Domain.Count("Numbered#0"));
        Assert.Throws<InvalidOperationException>(domain.Retire);
        domain.Stop();
        domain.Retire();
        domain.Retire();
        Assert.Equal(0, Domain.Count("Numbered#0"));
        Domain late = Domain.ById(domain.Id);
        Assert.NotSame(Domain.Kernel, late);
        Assert.False(late.IsAlive);
        var next = new Domain("Numbered#0", DomainOptions.None);
        Assert.NotEqual(domain.Id, next.Id);
        next.Stop();
        next.Retire();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Listen(Domain domain)
    {
        var life = new Life();
        domain.Died += life.Note;
        return new WeakReference(life);
    }

    private sealed class Life
    {
        private readonly byte[] _channel = new byte[140 << 10];

        internal void Note(Domain domain) => _channel[0] = 1;
    }
}
