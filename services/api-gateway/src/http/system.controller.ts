import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Roles } from '#service-kit';
import { ReportSystem, type SystemReport } from '../application/report-system.usecase.js';

@ApiTags('Operation')
@Roles('admin')
@Controller('admin/system')
export class SystemController {
  constructor(private readonly report: ReportSystem) {}

  @Get()
  system(): Promise<SystemReport> {
    return this.report.execute();
  }
}
