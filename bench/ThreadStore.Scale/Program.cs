using ThreadStore.Scale;

return await ScaleTool.RunAsync(args).ConfigureAwait(false);
