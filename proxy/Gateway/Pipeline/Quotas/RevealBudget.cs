using System.Collections.Immutable;

namespace Compliance.Gateway.Pipeline.Quotas;

/// <summary>How many more records one caller may see in clear, by each quota that concerns him. Thread-safe.</summary>
internal sealed class RevealBudget(ImmutableArray<RevealWindow> windows)
{
    /// <summary>One of its windows is counted elsewhere now.</summary>
    public bool IsForgotten => windows.Any(window => window.IsForgotten);

    /// <summary>Takes one record; false: a quota is used up.</summary>
    public bool TryTake()
    {
        for (var i = 0; i < windows.Length; i++)
        {
            if (windows[i].TryTake())
                continue;
            while (--i >= 0)
                windows[i].GiveBack();
            return false;
        }

        return true;
    }

    /// <summary>The record that was taken last showed nothing.</summary>
    public void GiveBack()
    {
        foreach (var window in windows)
            window.GiveBack();
    }
}
