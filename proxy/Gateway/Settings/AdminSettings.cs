using Compliance.Rules;

namespace Compliance.Gateway.Settings;

/// <summary>The admin address, and where it is written.</summary>
internal sealed record AdminSettings(AdminPlan Plan, Place Port);
