export function memory(): void {}
