using Compliance.Gateway.Audit;
using Compliance.Gateway.Serving;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Tests.Audit;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Gateway.Tests.Telemetry;

/// <summary>Every family that a whole proxy declares, whether or not anything was counted yet.</summary>
internal static class Declared
{
    public static async Task<IReadOnlyList<Family>> FamiliesAsync()
    {
        using var folder = new TempFolder("declared");
        using var instruments = new Instruments();
        _ = new GatewayMetrics(instruments, TimeProvider.System);
        _ = new StateMetrics(instruments, new SessionSet(1, 1), new BufferBudget(1, TimeSpan.Zero, TimeProvider.System), () => new ActivePlan([], [], LimitsPlan.Default, null, null));
        _ = new ReloadMetrics(instruments);
        ProcessMetrics.Declare(instruments, "1");
        var plan = SamplePlan.In(folder.Path, $"127.0.0.1:{FreePort.Next()}") with { StopTimeout = TimeSpan.Zero };
        await using var trail = await AuditTrail.StartAsync(plan, TimeProvider.System, NullLogger.Instance, instruments);
        return instruments.Families;
    }
}
