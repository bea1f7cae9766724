using CodeStepHost.Sandbox;

return SandboxProgram.Run(args);
