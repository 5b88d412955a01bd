namespace Compliance.Ledger.Tests.Log;

/// <summary>The process ends here: what was not stored before is lost.</summary>
internal sealed class CrashException() : Exception("crash");
